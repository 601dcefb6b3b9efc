"""What a picture was made with, as texts that travel inside it.

`parameters` is the line that the tools of the community read; `animec` says the same as JSON, with the key under which
anybody who has the plan finds the node that made the picture.
"""

import json
from collections.abc import Mapping
from typing import Any

from anime_compiler import __version__
from anime_compiler.model.prompt import Prompt
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.story import Run, ShotStory, film_of, story_of

_Texts = Mapping[str, str]


def texts_of_picture(plan: RenderPlan, node: Node, picture: int = 0) -> _Texts:
    """Of a still, which may be one of several that were made together, or of a map of one."""
    nodes = plan.by_id()
    maker = nodes[node.inputs[0].node] if isinstance(node.op, ops.Extract) else node
    text = nodes[maker.inputs_of("embeds")[0]]
    facts = {"node": node.id, "key": node.key, "stack": plan.stack}
    return _texts(plan, text, maker, facts, picture)


class FrameTexts:
    """Of the frames of a film, by their numbers."""

    def __init__(self, plan: RenderPlan) -> None:
        film = film_of(plan)
        assert film is not None
        self._plan, self._film, self._nodes = plan, film, plan.by_id()
        self._story = story_of(plan, film)

    def __call__(self, frame: int) -> _Texts:
        shot = next(one for one in reversed(self._story) if one.first <= frame)
        run = shot.run_at(frame)
        maker, text = self._makers(shot, run, frame)
        facts = {"node": run.node.id, "key": run.node.key, "film": self._film.key, "frame": frame}
        return _texts(self._plan, text, maker, facts | {"shot": shot.shot, "stack": self._plan.stack})

    def _makers(self, shot: ShotStory, run: Run, frame: int) -> tuple[Node, Node]:
        """The node whose settings count at a frame, and the text reached last there."""
        if isinstance(run.node.op, ops.Segment):
            prompt = shot.prompt_at(frame)
            texts = [self._nodes[id] for id in run.node.inputs_of("embeds")]
            return run.node, next((text for text in texts if _says(text, prompt)), texts[0])
        assert isinstance(run.node.op, ops.Hold)
        at = (frame - run.first) * run.node.op.frames // max(1, run.frames)
        number = max((n for n, (start, _) in enumerate(run.node.op.at) if start <= at), default=0)
        still = self._nodes[run.node.inputs_of("images")[number]]
        return still, self._nodes[still.inputs_of("embeds")[0]]


def _says(text: Node, prompt: Prompt) -> bool:
    return isinstance(text.op, ops.EncodePrompt) and text.op.prompt == prompt


def _texts(plan: RenderPlan, text: Node, maker: Node, facts: Mapping[str, Any], picture: int = 0) -> _Texts:
    assert isinstance(text.op, ops.EncodePrompt)
    assert isinstance(maker.op, ops.Keyframe | ops.Turnaround | ops.Segment)
    how = maker.op.denoising
    seeds = maker.op.seeds if isinstance(maker.op, ops.Keyframe) else (maker.op.seed,)
    batch = [f"Batch size: {len(seeds)}", f"Batch pos: {picture}"] if len(seeds) > 1 else []
    seed = seeds[picture]
    loras = "".join(f" <lora:{lora.model}:{lora.weight.points[0].value:g}>" for lora in how.loras)
    settings = [
        f"Steps: {how.steps}",
        f"Sampler: {how.scheduler}",
        f"CFG scale: {how.guidance:g}",
        f"Seed: {seed}",
        f"Size: {how.size.text}",
        *batch,
        f"Model: {how.base or plan.stack}",
        *([f"VAE: {how.vae}"] if how.vae else []),
        *([f"Draft of: {plan.draft_of}"] if plan.draft_of else []),
        f"Version: animec {__version__}",
    ]
    negative = f"\nNegative prompt: {text.op.negative.text}" if text.op.negative.sections else ""
    facts = {
        **facts,
        **({"picture": picture} if batch else {}),
        **({"draft_of": plan.draft_of} if plan.draft_of else {}),
        "prompt": text.op.prompt.text,
        "negative": text.op.negative.text,
        "seed": seed,
    }
    return {
        "parameters": f"{text.op.prompt.text}{loras}{negative}\n{', '.join(settings)}",
        "animec": json.dumps(facts, ensure_ascii=True, sort_keys=True),
    }
