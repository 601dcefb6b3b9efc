"""The stack without models: boards that show at once what a film will tell, and when."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import cv2
import numpy as np
import PIL

from anime_compiler.model.prompt import Prompt
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.events import Tell
from renderer.stacks.animatic.burn_in.burn_in import burnt_in
from renderer.stacks.animatic.drawing.board import Glance, Scenery, draw_board, scenery_of
from renderer.stacks.animatic.drawing.model_sheet import draw_view
from renderer.stacks.animatic.exposure import Sheet, embeds_of, expose, latents_of, prompt_of, sheet_in
from renderer.stacks.animatic.maps.maps import map_of
from renderer.stacks.animatic.reading.people import read_people
from renderer.stacks.animatic.reading.setting import read_setting
from renderer.stacks.animatic.scene import Scene
from renderer.stacks.machine import peak_of_process
from renderer.stacks.stack import BurnIn, Steps
from renderer.values import Embeds, Latents, Pictures, Pixels


class AnimaticStack:
    """Boards. It keeps nothing between calls but pictures of scenery, which depend on nothing else."""

    name = "animatic"
    edition = "1"
    is_deterministic = True
    works_in_phases = False  # a board takes moments, and a film grows shot by shot

    def environment(self) -> Mapping[str, str]:
        return {"numpy": np.__version__, "opencv": cv2.__version__, "pillow": PIL.__version__}

    def peak_bytes(self) -> int:
        return peak_of_process()

    def bound(self, plan: RenderPlan, tell: Tell | None = None) -> RenderPlan:
        """The plan as it is: there are no weights."""
        return plan

    def encode(self, op: ops.EncodePrompt) -> Embeds:
        return embeds_of(op)

    def keyframe(
        self, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
    ) -> Pictures:
        """A board for each seed. Those of a scene are alike without being shown its first one."""
        scene = scene_of(prompt_of(text))
        size = op.denoising.size
        boards = []
        for seed in op.seeds:
            scenery = op.scene_seed if op.shared else seed
            glance = Glance(scene, scene, 0.0, 0.0, scenery, seed, 1.0, 1.0)
            boards.append(draw_board(glance, size.width, size.height))
            steps(len(boards), len(op.seeds))
        return Pictures(np.stack(boards))

    def turnaround(self, op: ops.Turnaround, texts: Sequence[Embeds], steps: Steps) -> Pictures:
        """Drawn by the text of the front: boards need no words for the side that somebody is seen from."""
        scene, size = scene_of(prompt_of(texts[0])), op.denoising.size
        views = []
        for view in range(op.views):
            views.append(draw_view(scene, 360 * view / op.views, op.seed, size.width, size.height))
            steps(view + 1, op.views)
        return Pictures(np.stack(views))

    def extract(self, op: ops.Extract, picture: Pictures, steps: Steps) -> Pictures:
        return Pictures(map_of(op.kind, picture.pixels[op.view])[None])

    def segment(
        self,
        op: ops.Segment,
        texts: Sequence[Embeds],
        maps: Sequence[Pictures],
        carried: Latents | None,
        anchor: Latents | None,
        identity: Sequence[Pictures],
        steps: Steps,
    ) -> Latents:
        sheet = expose(op, texts, maps, carried, anchor, identity)
        steps(op.frames, op.frames)
        return latents_of(sheet)

    def decode(self, op: ops.Decode, latents: Latents, steps: Steps) -> Pictures:
        sheet = sheet_in(latents)
        scenery = lru_cache(4)(scenery_of)  # of this call: others may draw other scenes meanwhile
        numbers = range(op.skip, op.skip + op.take)
        return Pictures(np.stack([_frame(sheet, number, scenery) for number in numbers]))

    def upscale(self, op: ops.Upscale, frames: Pictures) -> Pictures:
        """The frames as they are: plans count on their size, and a board gains nothing from a model."""
        return frames

    def burn_in(self, plan: RenderPlan, film: Node) -> BurnIn | None:
        return burnt_in(plan, film)


def scene_of(prompt: Prompt) -> Scene:
    """What a prompt has a board show."""
    cast = read_people(prompt)
    return Scene(read_setting(prompt), cast.people, cast.poses, cast.framing)


def _frame(sheet: Sheet, number: int, scenery: Scenery) -> Pixels:
    one = sheet.exposures[number]
    scene, later = scene_of(sheet.texts[one.text]), scene_of(sheet.texts[one.next_text])
    glance = Glance(scene, later, one.share, float(one.clock), one.seed, one.own_seed, one.stir, one.scale)
    return draw_board(glance, sheet.width, sheet.height, scenery)
