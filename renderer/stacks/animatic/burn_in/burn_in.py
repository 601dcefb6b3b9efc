"""Writing over the frames of a film: what of a shot stays is drawn once, what moves is drawn on a copy."""

from functools import lru_cache

import cv2

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.stacks.animatic.burn_in.facts import facts_of
from renderer.stacks.animatic.burn_in.layout import Area, layout_for
from renderer.stacks.animatic.burn_in.moving import write_foot, write_head
from renderer.stacks.animatic.burn_in.slate import Film, Slate, slate_of
from renderer.stacks.animatic.burn_in.terms import common_to
from renderer.stacks.stack import BurnIn
from renderer.values import Pixels

_SEEN_THROUGH = 0.10  # of the picture under what is written


def burnt_in(plan: RenderPlan, film: Node) -> BurnIn:
    """What writes over the frames of a film. It may be called for any frame, in any order, from any thread."""
    assert isinstance(film.op, ops.Assemble)
    shots = facts_of(plan, film)
    prompts = [prompt for shot in shots for prompt in shot.prompts()]
    whole = Film(shots, film.op.frames, film.op.fps, common_to(prompts) if len(shots) > 1 else frozenset())

    @lru_cache(4)
    def slate(number: int, width: int, height: int) -> Slate:
        shot = shots[number]
        return slate_of(whole, shot, layout_for(width, height, shot.camera is not None))

    def write(frame: int, picture: Pixels) -> Pixels:
        # In a cross-fade the shot that is coming counts from the middle on.
        number = max(shot.number for shot in shots if shot.first + shot.fade // 2 <= frame or not shot.number)
        written = picture.copy()
        still = slate(number, picture.shape[1], picture.shape[0])
        if still.head is not None and still.layout.head:
            head = still.head.copy()
            write_head(head, whole, still, frame)
            _lay(written, head, still.layout.head)
        foot = still.foot.copy()
        write_foot(foot, whole, still, frame, still.shot.moment(frame))
        _lay(written, foot, still.layout.foot)
        return written

    return write


def _lay(pixels: Pixels, band: Pixels, area: Area) -> None:
    """A band over its part of a picture, which shines through a little."""
    part = pixels[area.top : area.bottom, area.left : area.right]
    part[:] = cv2.addWeighted(part, _SEEN_THROUGH, band, 1 - _SEEN_THROUGH, 0)
