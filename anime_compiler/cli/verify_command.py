"""Prove from what a render left behind where its pictures came from. Nothing is believed, and nothing is fetched.

  animec verify outputs                          every ledger in an output folder
  animec verify outputs/video/clip_001           that of one clip; also a ledger itself
  animec verify outputs --level 1                up to that level
  animec verify outputs --key team.pub           and it has to be signed with this key
  animec verify outputs --challenge 48151623     the judges' number, which chooses what is rendered again

  level 0  structure    the ledger is whole: no row was changed, added, left out or moved
  level 1  rules        its storyboard, compiled again, gives this plan, which no picture can get into; no rule broken
  level 2  bytes        every file is the listed one; frames, master and delivery show the same
  level 3  re-render    pictures made again from the storyboard come out the same to the last byte

Without --level it goes as far as is cheap: boards are drawn again, pictures of models only with --challenge. It says as
plainly what is not proven. `animec verify --make-key FILE` makes a key for `animec render --sign FILE`.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.cli.machine import processors
from anime_compiler.cli.machine_options import add_machine_options, settings_of
from anime_compiler.cli.terminal import use_color, width_of

if TYPE_CHECKING:  # the renderer is imported when there is something to verify, not to show the help
    from anime_compiler.plan.render_plan import RenderPlan
    from renderer.render import Rendered
    from renderer.stacks.settings import Settings
    from renderer.stacks.stack import Stack
    from renderer.verify.rerender import Redone, Rerender

_DOES_NOT_HOLD = 8


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "output",
        nargs="?",
        type=Path,
        default=Path("outputs"),
        metavar="OUTPUT",
        help="an output folder, a clip's folder or a ledger (default: outputs)",
    )
    parser.add_argument("--level", type=int, choices=range(4), help="how far to go (default: as far as is cheap)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the public key (`.pub`) that has to have signed")
    parser.add_argument(
        "--challenge", default="", metavar="TEXT", help="chooses, with the root, what is rendered again"
    )
    parser.add_argument("--json", action="store_true", help="for programs, with every failure")
    add_machine_options(parser)
    parser.add_argument("--make-key", type=Path, metavar="FILE", help="make a key for signing, and do nothing else")


def run(options: Namespace) -> int:
    """Verify, or make a key."""
    if options.make_key:
        from renderer.evidence.signature import make_key

        public = make_key(options.make_key)
        print(f"{options.make_key}      signs; show it to nobody")
        print(f"{options.make_key}.pub  says who signed: {public}")
        return 0
    from renderer.verify.verify import Asked, verify

    report = verify(
        options.output,
        Asked(options.level, _key(options), options.challenge),
        _rerender(options.json, settings_of(options)),
    )
    if options.json:
        from renderer.verify.in_words import as_data

        print(json.dumps(as_data(report), indent=2, ensure_ascii=False))
    else:
        from renderer.verify.in_words import in_words

        print(in_words(report, use_color(sys.stdout), width_of(sys.stdout)), end="")
    return 0 if report.is_sound else _DOES_NOT_HOLD


def _key(options: Namespace) -> str | None:
    if options.key is None:
        return None
    from renderer.evidence.signature import public_key_in

    return public_key_in(options.key)


def _rerender(is_quiet: bool, settings: "Settings") -> "Rerender":
    """Renders a plan in a store where nothing is found, and that goes when it is done."""

    def rerender(plan: "RenderPlan") -> "Redone":
        from renderer.stacks.available import stack_named
        from renderer.verify.rerender import Redone

        stack = stack_named(plan.stack, settings)
        done = _rendered(plan, stack, is_quiet)
        return Redone(stack.edition, stack.environment(), done.results)

    return rerender


def _rendered(plan: "RenderPlan", stack: "Stack", is_quiet: bool) -> "Rendered":
    """What comes of a plan; people at a terminal see it being made."""
    from tempfile import TemporaryDirectory

    from anime_compiler.cli.interrupts import heard_signals
    from anime_compiler.cli.progress.progress import Form, Shown, form_for, progress
    from renderer.engines.local import LocalEngine
    from renderer.engines.stopping import Stopping
    from renderer.render import render
    from renderer.stacks.available import jobs_for
    from renderer.store.store import Store

    form = Form.LIVE if form_for(sys.stderr, False, is_quiet) is Form.LIVE else Form.QUIET
    stopping, jobs = Stopping(), jobs_for(stack.name, processors())
    shown = Shown(plan, f"{stack.name}, to be compared", jobs, {}, lambda: stopping.asked)
    with (
        TemporaryDirectory(prefix="animec-verify-") as folder,
        heard_signals(stopping, form is Form.LIVE),
        progress(form, shown, sys.stderr, use_color(sys.stderr)) as tell,
    ):
        return render(plan, stack, Store(Path(folder) / "store"), LocalEngine(jobs, stopping), tell, jobs)
