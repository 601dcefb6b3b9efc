"""Make the film of a storyboard. Only what changed since the last time is made again; what is finished is never lost.

  animec render clip.yaml                     frames, film, stills and evidence, in the folder outputs/
  animec render clip.yaml --dry-run           what is stored and what would run; nothing is done
  animec render clip.yaml --stack animatic    boards with the shots' texts and timing, without any model
  animec render clip.yaml --only rooftop      one shot; rooftop:2 is its second still
  animec render clip.yaml --from 2s --until street --num_frames 8
  animec render plan.json                     a plan that `animec plan --json` has written

Where the storyboard's own stack cannot render, the clip is drafted with the best one that can. Ctrl-C finishes what is
in hand; the same command goes on from there.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.inputs import add_input_arguments, add_short_forms, whole_number
from anime_compiler.cli.machine import processors
from anime_compiler.cli.machine_options import add_machine_options, settings_of
from anime_compiler.cli.render_input import Asked, asked_for
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import UsageError
from anime_compiler.language.choices import STACKS
from anime_compiler.model.timecode import seconds_text

if TYPE_CHECKING:  # the renderer is imported when a storyboard has been found good
    from anime_compiler.cli.rendering import Film
    from renderer.stacks.available import Choice
    from renderer.stacks.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_input_arguments(parser, several=False)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--stack", choices=STACKS, help="the models that draw it, in place of the storyboard's own")
    which.add_argument("--final", action="store_true", help="with the storyboard's own stack, or not at all")
    parser.add_argument("--only", metavar="SHOT[:N]", help="one shot or still, or the Nth of its pictures")
    parser.add_argument("--from", dest="first", metavar="SHOT|TIME", help="from this shot on, or from 2s or 16f")
    parser.add_argument("--until", dest="last", metavar="SHOT|TIME", help="up to this shot, or to 2s or 16f")
    parser.add_argument("--out", default="outputs", metavar="DIR", help="where the output is written (%(default)s)")
    where = "where results are kept; default: $ANIMEC_STORE, or animec/store in the cache folder"
    parser.add_argument("--store", type=Path, metavar="DIR", help=where)
    parser.add_argument("--force", action="store_true", help="overwrite files of the output that were changed by hand")
    parser.add_argument("--dry-run", action="store_true", help="show what is stored and what would run; do nothing")
    parser.add_argument(
        "--jobs", type=whole_number, metavar="N", help="nodes at once (default: 1 with models, else one a processor)"
    )
    signed = "sign the evidence with this key; `animec verify --make-key FILE` makes one"
    parser.add_argument("--sign", type=Path, metavar="FILE", help=signed)
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--json", action="store_true", help="every event as a line of JSON, for programs")
    said.add_argument("--quiet", "-q", action="store_true", help="say nothing but errors")
    add_machine_options(parser)
    spent = "say at the end where the time went, and how much memory each kind of work took"
    parser.add_argument("--profile-render", action="store_true", help=spent)
    inside = "write into DIR what goes on inside the models, and name the module that breaks; what is stored is not run"
    parser.add_argument("--diagnose", type=Path, metavar="DIR", help=inside)
    add_short_forms(parser)


def run(options: Namespace) -> int:
    """Compile, choose a stack, render, write the output."""
    asked, status = asked_for(options)
    if asked is None:
        return status
    from renderer.stacks.available import chosen_stack, has_models, jobs_for, stack_named
    from renderer.store.place import default_store_folder

    settings = settings_of(options)
    own, redraw = asked.plan.stack, asked.redraw if asked.board else None
    choice = chosen_stack(asked.plan, options.stack, options.final, settings, redraw, asked.name)
    if choice.plan.draft_of:
        asked = asked.drafted(choice.name)
    if options.diagnose and not has_models(choice.name):
        message = f"`--diagnose` looks into models, and `{choice.name}` has none"
        raise UsageError(message, "--final insists on the storyboard's own stack")
    if options.diagnose and options.compile:
        raise UsageError("`--diagnose` looks into blocks, and `--compile` melts them together", "leave --compile out")
    root = options.store.absolute() if options.store else default_store_folder()
    if options.dry_run:
        print(_dry_run(asked, choice.name, root, settings, options.json))
        return 0
    from anime_compiler.cli.progress.progress import form_for
    from anime_compiler.cli.rendering import Work, render_film, sign_film
    from renderer.store.store import Store

    jobs = options.jobs or jobs_for(choice.name, processors())
    work = Work(asked, stack_named(choice.name, settings), Store(root), jobs, Path(options.out), options.force)
    film = render_film(work, form_for(sys.stdout, options.json, options.quiet))
    if options.sign:
        sign_film(film, options.sign)
    remarks = [_draft_remark(own, choice)] if choice.is_draft else []
    remarks += [asked.remark] if asked.remark else []
    if options.profile_render:
        print(*film.profile, sep="\n", file=sys.stderr)
    if options.json:
        for remark in remarks:
            print(f"animec: {remark}", file=sys.stderr)
    elif not options.quiet:
        print(*_summary(film, work.out), *remarks, sep="\n")
    return 0


def _dry_run(asked: Asked, stack: str, root: Path, settings: "Settings", is_json: bool) -> str:
    """What a render would do: the plan and what of it is stored; for programs the event that it would begin with."""
    from anime_compiler.cli.stored import outlook, store_lines
    from anime_compiler.plan.estimate import estimate
    from anime_compiler.plan.plan_tree import draw_tree
    from renderer import events

    if is_json:
        seen = outlook(asked.plan, stack, root, settings)
        to_do = tuple(node.id for node in seen.to_do)
        return events.as_json(events.Planned(len(seen.plan.nodes), seen.stored, to_do))
    catalogue = shipped_catalogue()
    tree = draw_tree(asked.plan, estimate(asked.plan, catalogue.stack(asked.plan.stack)), catalogue.cards)
    return tree + "\n".join(store_lines(asked.plan, stack, root, settings))


def _summary(film: "Film", out: Path) -> list[str]:
    """Where the film is, what it is, and what it took."""
    from anime_compiler.cli.progress.duration import took_text

    plan = film.plan
    path = next((output.path for output in plan.outputs if output.path.endswith(".mp4")), None)
    if path:
        length = f"{seconds_text(plan.frames, plan.fps)}, {plan.size.text}, {plan.fps} frames a second"
        first = f"{out / path}  {length}"
    else:
        first = f"{(out / plan.outputs[0].path).parent}  {counted(len(plan.outputs), 'picture')}"
    return [visible(first), f"{film.made} made, {film.stored} from the store, in {took_text(film.seconds)}"]


def _draft_remark(own: str, choice: "Choice") -> str:
    """Why a draft is one."""
    if choice.why:
        return f"a draft by `{choice.name}`: {visible(choice.why)} ({visible(choice.cure)}; --final insists on `{own}`)"
    return f"a draft by `{choice.name}`; the storyboard's own stack is `{own}`"
