"""Changes to a render that nobody who is honest would make."""

import json
import os
import re
import struct
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from anime_compiler.model.timecode import Size
from renderer.assemble.encode import Chapter, delivery, master
from renderer.assemble.png import png_bytes
from renderer.verify.png import Picture, picture_in
from tests.renderer.verify.forgery import Forger


def picture_of(file: Path) -> Picture:
    """The picture in a file of the output."""
    return picture_in(file.read_bytes(), file.name)


def other_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def delete(kind: str) -> Callable[[Forger], None]:
    return lambda forger: forger.rows.remove(forger.the(kind))


def duplicate(kind: str) -> Callable[[Forger], None]:
    def change(forger: Forger) -> None:
        row = forger.the(kind)
        forger.rows.insert(forger.rows.index(row), dict(row))

    return change


def swap(kind: str) -> Callable[[Forger], None]:
    def change(forger: Forger) -> None:
        one, other = (forger.rows.index(row) for row in forger.of(kind)[:2])
        forger.rows[one], forger.rows[other] = forger.rows[other], forger.rows[one]

    return change


def truncate(forger: Forger) -> None:
    del forger.rows[-3:-1]


def other_storyboard(forger: Forger) -> None:
    row = forger.the("source")
    row["text"] = row["text"].replace("the sea", "a lake")
    row["sha256"] = other_hash(row["text"])


def smuggling_storyboard(forger: Forger) -> None:
    row = forger.the("source")
    row["text"] = row["text"].replace("control: [{kind: openpose}]", "control: [{kind: openpose, from: pose.png}]")
    row["sha256"] = other_hash(row["text"])


def other_template(forger: Forger) -> None:
    template = forger.the("source")["templates"][0]
    template["text"] = template["text"].replace("drawn", "painted")
    template["sha256"] = other_hash(template["text"])


def one_template_more(forger: Forger) -> None:
    forger.the("source")["templates"].append({"name": "unused", "text": "x", "sha256": other_hash("x")})


def override(forger: Forger) -> None:
    forger.the("source")["overrides"] = ["seed=8"]


def selection(forger: Forger) -> None:
    forger.the("source")["selection"] = ["sea", "", ""]


def other_model(forger: Forger) -> None:
    forger.the("model")["identity"] = other_hash("another model")


def flipped(field: str) -> Callable[[Forger], None]:
    def change(forger: Forger) -> None:
        forger.the("render")[field] = not forger.the("render")[field]

    return change


def edition(forger: Forger) -> None:
    """Another edition, with the keys that actions have under it."""
    from anime_compiler.plan.keys import with_keys
    from renderer.evidence.ledger import read_ledger
    from renderer.render import action_key
    from renderer.stacks.available import Identity
    from renderer.verify.recompile import recompiled

    plan = with_keys(recompiled(read_ledger(forger.ledger.read_text())).plan)
    forger.the("render")["edition"] = "2"
    stack = forger.the("render")["stack"]
    before, after = Identity(stack, "1"), Identity(stack, "2")
    keys = {action_key(node, before): action_key(node, after) for node in plan.nodes}
    for row in (*forger.of("action"), *forger.of("file")):
        row["key"] = keys[row["key"]]
        for given in row.get("inputs", ()):
            given["key"] = keys[given["key"]]


def environment(forger: Forger) -> None:
    forger.the("environment")["facts"] = {"assembler": "av 1.0", "numpy": "0.0.1"}


def frame_hash(forger: Forger) -> None:
    forger.the("frames")["sha256"][3] = other_hash("another frame")
    forger.relist_frames()


def frame_drawn_over(forger: Forger) -> None:
    file = forger.file("/frames/00004.png")
    picture = picture_of(file)
    pixels = picture.pixels.copy()
    pixels[20:60, 20:60] = (250, 10, 10)
    file.write_bytes(png_bytes(pixels, picture.texts))
    forger.relist(file)
    forger.the("frames")["sha256"][3] = sha256(pixels.tobytes()).hexdigest()
    forger.relist_frames()


def swapped_frames(forger: Forger) -> None:
    one, other = forger.file("/frames/00004.png"), forger.file("/frames/00012.png")
    data = one.read_bytes(), other.read_bytes()
    one.write_bytes(data[1])
    other.write_bytes(data[0])
    forger.relist(one)
    forger.relist(other)
    hashes = forger.the("frames")["sha256"]
    hashes[3], hashes[11] = hashes[11], hashes[3]
    forger.relist_frames()


def extra_frame(forger: Forger) -> None:
    (forger.folder / "frames" / "00099.png").write_bytes(forger.file("/frames/00001.png").read_bytes())


def frame_missing(forger: Forger) -> None:
    forger.file("/frames/00007.png").unlink()


def still_drawn_over(forger: Forger) -> None:
    file = forger.file("keyframe_1.png")
    picture = picture_of(file)
    file.write_bytes(png_bytes(255 - picture.pixels, picture.texts))
    forger.relist(file)


def still_text(forger: Forger) -> None:
    file = forger.file("keyframe_1.png")
    picture = picture_of(file)
    texts = {**picture.texts, "parameters": "a cat, painted by hand"}
    file.write_bytes(png_bytes(picture.pixels, texts))
    forger.relist(file)


def frame_text(forger: Forger) -> None:
    file = forger.file("/frames/00002.png")
    picture = picture_of(file)
    file.write_bytes(png_bytes(picture.pixels, {**picture.texts, "animec": "{}"}))
    forger.relist(file)


def hidden_chunk(forger: Forger) -> None:
    """A picture behind the picture, in a chunk of its own."""
    file = forger.file("keyframe_1.png")
    data, hidden = file.read_bytes(), b"prVt" + os.urandom(64)
    chunk = struct.pack(">I", 64) + hidden + struct.pack(">I", zlib.crc32(hidden))
    file.write_bytes(data[:33] + chunk + data[33:])
    forger.relist(file)


def behind_the_end(forger: Forger) -> None:
    file = forger.file("keyframe_1.png")
    file.write_bytes(file.read_bytes() + b"and a picture")
    forger.relist(file)


def frames_in(forger: Forger) -> list[Any]:
    """The film's frames, by their PNG files."""
    return [picture_of(file).pixels for file in sorted((forger.folder / "frames").iterdir())]


def other_delivery(change: Callable[[list[Any]], list[Any]]) -> Callable[[Forger], None]:
    """Another film in the place of the one that is delivered, written by the same encoder."""

    def attack(forger: Forger) -> None:
        file, frames, row = forger.file(".mp4"), change(frames_in(forger)), forger.the("frames")
        size = Size(row["width"], row["height"])
        with delivery(file, size, row["fps"], "another title", [Chapter("all", 0)], len(frames)) as recording:
            for frame in frames:
                recording.add(frame)
            recording.finish()
        forger.relist(file)

    return attack


def inverted(frames: list[Any]) -> list[Any]:
    return [255 - frame for frame in frames]


def reversed(frames: list[Any]) -> list[Any]:
    return frames[::-1]


def shorter(frames: list[Any]) -> list[Any]:
    return frames[:-1]


def other_master(forger: Forger) -> None:
    file, frames, row = forger.file(".mkv"), frames_in(forger), forger.the("frames")
    frames[5] = np.roll(frames[5], 1, axis=0)
    with master(file, Size(row["width"], row["height"]), row["fps"]) as recording:
        for frame in frames:
            recording.add(frame)
        recording.finish()
    forger.relist(file)


def bit_of_the_film(forger: Forger) -> None:
    file = forger.file(".mp4")
    data = bytearray(file.read_bytes())
    data[-40] ^= 1
    file.write_bytes(data)


def plan(forger: Forger) -> None:
    file = forger.folder / "plan.json"
    file.write_text(file.read_text().replace("128", "256", 1))


def report(forger: Forger) -> None:
    file = forger.folder / "report.html"
    file.write_text(file.read_text().replace("Not proven", "Also proven"))


def config(forger: Forger) -> None:
    file = forger.out / "configs" / "pipeline_config.json"
    said = json.loads(file.read_text())
    said["clips"]["small"]["steps"] = 25
    file.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n")


def config_twice(forger: Forger) -> None:
    """A key that stands twice: people see the first value, programs the last."""
    file = forger.out / "configs" / "pipeline_config.json"
    file.write_text(re.sub(r'("steps": )(\d+)', r"\g<1>25,\n      \1\2", file.read_text(), count=1))


def link(forger: Forger) -> None:
    file = forger.file("/frames/00003.png")
    elsewhere = forger.out.parent / f"{forger.out.name}-elsewhere.png"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


def linked_folder(forger: Forger) -> None:
    folder = forger.folder / "frames"
    elsewhere = forger.out.parent / f"{forger.out.name}-frames"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)


def pipe(forger: Forger) -> None:
    file = forger.file("/frames/00003.png")
    file.unlink()
    os.mkfifo(file)


def stranger(forger: Forger) -> None:
    (forger.folder / "director.txt").write_text("this is mine")


def hidden_pipe(forger: Forger) -> None:
    os.mkfifo(forger.folder / "maps" / "pipe")


def way_out(forger: Forger) -> None:
    row = dict(forger.the("file"))
    forger.rows.insert(-1, {**row, "path": "../../../../../../etc/passwd"})


def interrupted(forger: Forger) -> None:
    (forger.folder / ".writing").touch()


def latents(forger: Forger) -> None:
    """What a segment gave, and nobody can see in the folder."""
    row = next(row for row in forger.of("action") if row["op"] == "Segment")
    row["parts"][0]["sha256"] = other_hash("other latents")


def other_preview(forger: Forger) -> None:
    """Another film's preview; nobody compares it with the frames but who makes it again."""
    file = forger.file("preview.gif")
    file.write_bytes(file.read_bytes()[:-1] + b"!;")
    forger.relist(file)


def elsewhere(change: Callable[[Forger], None]) -> Callable[[Forger], None]:
    """A change, with another environment given as the reason why files come out otherwise."""

    def attack(forger: Forger) -> None:
        change(forger)
        environment(forger)

    return attack


def edited(value: Any) -> Any:
    """A value like this one, and not it."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if re.fullmatch("[0-9a-f]{64}", value):
            return other_hash(value)
        case str():
            return f"{value}x"
        case list() if value:
            return [edited(value[0]), *value[1:]]
        case list():
            return ["x"]
        case dict():
            name = sorted(value)[0]
            return {**value, name: edited(value[name])}
        case _:
            raise AssertionError(value)


def edit_of(kind: str, field: str) -> Callable[[Forger], None]:
    """One field of the first row of a kind, edited."""

    def change(forger: Forger) -> None:
        row = next((row for row in forger.of(kind) if row[field]), forger.the(kind))
        row[field] = edited(row[field])

    return change
