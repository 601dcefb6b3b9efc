"""Shots to a film, and all the files that show it."""

from collections.abc import Iterator

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.story import story_of
from renderer.assemble.dissolve import joined
from renderer.assemble.film import FilmAbout, FilmShot, make_film
from renderer.execute.frames import frames_of
from renderer.execute.job import Job
from renderer.made_with import FrameTexts
from renderer.values import Film, Pixels


def assemble(op: ops.Assemble, job: Job) -> Film:
    """The film in its files; they lie in the job's folder until they are stored."""
    return make_film(_frames(op, job), film_about(job.plan, job.node), job.scratch, job.threads)


def film_about(plan: RenderPlan, film: Node) -> FilmAbout:
    """What a plan's film is to be."""
    assert isinstance(film.op, ops.Assemble)
    shots = tuple(
        FilmShot(shot.shot, shot.first, shot.frames, tuple((at, prompt.text) for at, prompt in shot.moments))
        for shot in story_of(plan, film)
    )
    note = f"a draft by {plan.stack} of a storyboard for {plan.draft_of}" if plan.draft_of else ""
    return FilmAbout(film.op.fps, film.op.size, film.op.frames, shots, FrameTexts(plan), note=note)


def _frames(op: ops.Assemble, job: Job) -> Iterator[Pixels]:
    """The frames of the film, with what the stack writes over them."""
    burn_in = job.stack.burn_in(job.plan, job.node)
    for number, picture in enumerate(joined(frames_of(job), op.clips)):
        yield burn_in(number, picture) if burn_in else picture
        if (number + 1) % op.fps == 0 or number + 1 == op.frames:
            job.steps(number + 1, op.frames)
