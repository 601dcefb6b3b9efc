"""What is written over a frame and changes from frame to frame."""

from anime_compiler.model.prompt import Prompt
from renderer.stacks.animatic.burn_in.facts import Moment, ShotFacts
from renderer.stacks.animatic.burn_in.layout import Area
from renderer.stacks.animatic.burn_in.slate import (
    CARRY,
    SLATE,
    Film,
    Slate,
    camera_frame,
    middle,
    rail,
    rounded,
    window_outline,
)
from renderer.stacks.animatic.burn_in.terms import ACCENT, BRIGHT, DIM, MIDDLE, own_words, words_of
from renderer.stacks.animatic.burn_in.type import Placed, Style, cut, fitted, lines_of, put, put_right, shown, width_of
from renderer.stacks.animatic.drawing.brush import Canvas, box, fill, stroke
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.values import Pixels


def timecode(frame: int, fps: int) -> str:
    """Hours, minutes, seconds and frames."""
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def write_head(pixels: Pixels, film: Film, slate: Slate, frame: int) -> None:
    """Frame of the shot beside its name; timecode and frame of the film at the right."""
    layout, shot = slate.layout, slate.shot
    assert layout.head
    small = Style(layout.small, DIM)
    y = middle(0, layout.head.height, small.size)
    code = Style(round(1.1 * layout.base), BRIGHT)
    right = layout.head.width - layout.pad
    start = put_right(pixels, right, middle(0, layout.head.height, code.size), timecode(frame, film.fps), code)
    start = put_right(pixels, start - 0.9 * layout.base, y, f"{frame}", small)
    inside = f"{frame - shot.first + 1} / {shot.frames}"
    end = slate.name_end + round(0.9 * layout.base)
    if end + width_of(inside, small.size) < start - layout.base:
        end = put(pixels, end, y, inside, small)
    camera = shot.camera.name if shot.camera else ""
    end += round(1.2 * layout.base)
    if camera and end + width_of(camera, small.size) < start - layout.base:
        put(pixels, end, y, camera, Style(layout.small, mixed(CARRY, DIM, 0.25)))


def write_smallest(pixels: Pixels, slate: Slate, frame: int) -> None:
    """Shot and frame in one line, where there is room for no more."""
    layout = slate.layout
    high = layout.film.top - layout.foot.top
    style = Style(layout.base, BRIGHT, is_bold=True)
    start = put_right(
        pixels, layout.film.right - layout.pad, middle(0, high, style.size), f"{frame}", Style(layout.base, ACCENT)
    )
    name = f"{slate.shot.number + 1:02} {shown(slate.shot.id)}"
    put(pixels, layout.pad, middle(0, high, style.size), fitted(name, start - 2 * layout.pad, style), style)


def write_foot(pixels: Pixels, film: Film, slate: Slate, frame: int, moment: Moment) -> None:
    """The moving parts of the band."""
    layout = slate.layout
    canvas = Canvas(pixels, 1.0, 0.0, -float(layout.foot.top))
    done = layout.film.left + layout.film.width * (frame + 1) / film.frames
    box(canvas, layout.film.left, layout.film.top, done, layout.film.bottom, ACCENT, 0.55)
    box(canvas, done - max(2, layout.base * 0.16), layout.film.top, done, layout.film.bottom, BRIGHT)
    if layout.text is None:
        write_smallest(pixels, slate, frame)
        return
    _prompt(pixels, slate, moment)
    _playhead(canvas, slate, frame, moment)
    if layout.table:
        _table(pixels, canvas, slate, moment)
    if layout.camera and slate.shot.camera:
        _window(canvas, slate, frame)


def _prompt(pixels: Pixels, slate: Slate, moment: Moment) -> None:
    """What is new at this moment in one large line, and the whole prompt under it."""
    layout = slate.layout
    assert layout.text
    nearest = moment.text if moment.share < 0.5 else moment.next_text
    lines, row = layout.lines + 1, 0
    if own_words(moment.text, slate.shares) or own_words(moment.next_text, slate.shares):
        _headline(pixels, slate, moment)
        row = 1
    if layout.table is None:
        lines -= 1
        _chips_line(pixels, slate, moment)
    shift = (0.34 * layout.small if row else 0.0) - layout.foot.top
    for number, line in enumerate(_body(nearest, slate, max(1, min(3, lines - row)))):
        y = layout.row(row + number) + shift
        for word in line:
            put(pixels, layout.text.left + word.x, y + (layout.small - word.style.size) * 0.4, word.text, word.style)


def _body(prompt: Prompt, slate: Slate, most: int) -> list[list[Placed]]:
    """The prompt in order if there is room for it all; or else what every shot says comes last, and is cut."""
    assert slate.layout.text
    room, size = slate.layout.text.width, slate.layout.small
    lines = lines_of(words_of(prompt, slate.shares, size, is_in_order=True), room)
    if len(lines) > most:
        lines = lines_of(words_of(prompt, slate.shares, size, is_in_order=False), room)
    return cut(lines, most, room)


def _headline(pixels: Pixels, slate: Slate, moment: Moment) -> None:
    """From one beat to the next: the one that is nearer is the brighter."""
    layout = slate.layout
    assert layout.text
    size = round(1.18 * layout.base)
    y = layout.row(0) - layout.foot.top - 0.12 * layout.base
    one, other = own_words(moment.text, slate.shares), own_words(moment.next_text, slate.shares)
    room = layout.text.width
    first = Style(size, mixed(BRIGHT, DIM, moment.share), is_bold=True)
    if one == other or moment.share <= 0:
        put(pixels, layout.text.left, y, fitted(one, room, first), first)
        return
    second = Style(size, mixed(DIM, BRIGHT, moment.share), is_bold=True)
    arrow = width_of("›", size) + layout.base
    half = max(room - arrow - width_of(other, size, True), (room - arrow) // 2)
    end = put(pixels, layout.text.left, y, fitted(one, half, first), first)
    end = put(pixels, end + layout.base / 2, y, "›", Style(size, ACCENT)) + round(layout.base / 2)
    put(pixels, end, y, fitted(other, layout.text.left + room - end, second), second)


def _figures(value: float) -> str:
    """A strength as it is written on chips."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("0.", ".", 1) if value else "0"


def _chips_line(pixels: Pixels, slate: Slate, moment: Moment) -> None:
    """In one line what the table tells where there is room for it."""
    layout = slate.layout
    assert layout.text
    parts = [f"{kind} {_figures(strength)}" for kind, strength in moment.controls]
    parts += [f"{shown(lora)} {_figures(weight)}" for lora, weight in moment.loras]
    parts += [f"seed {_seed(moment)}"] if moment.seed else []
    style = Style(layout.small, mixed(CARRY, DIM, 0.35))
    text = fitted(" · ".join(parts), layout.text.width, style)
    put(pixels, layout.text.left, layout.row(layout.lines) - layout.foot.top + 0.3 * layout.small, text, style)


def _seed(moment: Moment) -> str:
    """The first digits of a seed, which tell it from others."""
    return f"{moment.seed:016x}"[:8]


def _table(pixels: Pixels, canvas: Canvas, slate: Slate, moment: Moment) -> None:
    """Segment and seed, controls and their strength, LoRAs, the model that moves it; what there is not is left out."""
    layout, shot = slate.layout, slate.shot
    assert layout.table
    value, label = Style(layout.small, MIDDLE), Style(layout.small, DIM)
    loras = " · ".join(f"{shown(lora)} {_figures(weight)}" for lora, weight in moment.loras)
    base = "" if shot.denoising.base == "none" else shown(shot.denoising.base)
    model = f"{shown(shot.module)}, motion {_figures(moment.scale)}" if moment.seed else base
    rows = [(_origin(shot, moment), label), ("", label), (loras, value), (model, label)]
    if not moment.controls:
        rows.pop(1)
    for number, (text, style) in enumerate(row for row in rows[: layout.lines + 1] if row[0] or moment.controls):
        y = layout.row(number) - layout.foot.top
        put(
            pixels,
            layout.table.left,
            y,
            fitted(text, layout.table.width - (0 if number else 5 * layout.base), style),
            style,
        )
    x = float(layout.table.left)
    for kind, strength in moment.controls[:2]:
        x = _meter(pixels, canvas, slate, (x, layout.row(1)), kind, strength) + layout.base


def _origin(shot: ShotFacts, moment: Moment) -> str:
    """Where a frame comes from: the segment and its seed, or stills."""
    if moment.seed:
        return f"segment {moment.segment + 1}/{len(shot.pieces)} · {_seed(moment)}"
    stills = sum(len(piece.texts) for piece in shot.pieces)
    return f"{stills} still" + ("s" if stills > 1 else "")


def _meter(pixels: Pixels, canvas: Canvas, slate: Slate, at: tuple[float, float], kind: str, strength: float) -> float:
    """A control with a bar for its strength; gives where it ends."""
    layout = slate.layout
    value = Style(layout.small, BRIGHT)
    y = at[1] - layout.foot.top
    end = put(pixels, at[0], y, shown(kind), Style(layout.small, MIDDLE)) + 0.4 * layout.base
    wide, high = 2.0 * layout.base, max(3.0, 0.3 * layout.base)
    center = at[1] + 0.68 * layout.small
    bar = Area(round(end), round(center - high / 2), round(end + wide), round(center + high / 2))
    rounded(canvas, bar, high / 2, SLATE)
    full = Area(bar.left, bar.top, bar.left + max(2, round(wide * min(1.0, strength))), bar.bottom)
    rounded(canvas, full, high / 2, CARRY)
    return put(pixels, bar.right + 0.4 * layout.base, y, _figures(strength), value)


def _playhead(canvas: Canvas, slate: Slate, frame: int, moment: Moment) -> None:
    """How far the shot has come."""
    layout, shot = slate.layout, slate.shot
    assert layout.track
    bar = rail(layout.track, layout.base)
    piece = shot.pieces[moment.segment]
    left, right = (bar.left + bar.width * at / shot.made for at in (piece.first, piece.first + piece.frames))
    now = bar.left + bar.width * (frame - shot.first + 0.5) / shot.frames
    box(canvas, left, bar.top, right, bar.bottom, BRIGHT, 0.10)
    box(canvas, bar.left, bar.top, now, bar.bottom, ACCENT, 0.30)
    wide = max(1.0, 0.075 * layout.base)
    box(canvas, now - wide, bar.top - 0.16 * layout.base, now + wide, bar.bottom + 0.16 * layout.base, BRIGHT)
    head = 0.34 * layout.base
    tip = bar.top - 0.05 * layout.base
    fill(
        canvas,
        [
            (now - head, tip - 1.1 * head),
            (now + head, tip - 1.1 * head),
            (now + head, tip - 0.7 * head),
            (now, tip + 0.2 * head),
            (now - head, tip - 0.7 * head),
        ],
        BRIGHT,
    )


def _window(canvas: Canvas, slate: Slate, frame: int) -> None:
    """Where the camera's window is on the canvas now."""
    shot, layout = slate.shot, slate.layout
    window = shot.window(frame)
    assert layout.camera
    assert window
    diagram = camera_frame(shot, layout.camera)
    outline = window_outline(shot, diagram, window)
    fill(canvas, outline, ACCENT, 0.22)
    stroke(canvas, outline, max(1.0, 0.11 * layout.base), ACCENT, 1.0, is_closed=True)
    assert shot.camera
    first, last = shot.camera.windows[0], shot.camera.windows[-1]
    scale = diagram.width / shot.camera.canvas.width
    ends = [(diagram.left + one.center_x * scale, diagram.top + one.center_y * scale) for one in (first, last)]
    if abs(ends[0][0] - ends[1][0]) + abs(ends[0][1] - ends[1][1]) > 2:
        stroke(canvas, ends, 1.0, BRIGHT, 0.8)
        box(canvas, ends[1][0] - 2, ends[1][1] - 2, ends[1][0] + 2, ends[1][1] + 2, BRIGHT)
