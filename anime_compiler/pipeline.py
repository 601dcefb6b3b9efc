"""The compiler on a screen: every stage in order."""

from collections.abc import Sequence
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import Catalogue
from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.draft.draft import draft
from anime_compiler.language.long_forms import LONG_FORMS
from anime_compiler.language.storyboard import Storyboard as WrittenStoryboard
from anime_compiler.lower.lower import lower
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.parse.overlaid import as_written
from anime_compiler.parse.overrides import override
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import SpecTree
from anime_compiler.plan.plan import plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.resolve import resolve
from anime_compiler.rules.rule import Reads, run_rules
from anime_compiler.rules.severity import honoured
from anime_compiler.validate.validate import validate


class Compilation(NamedTuple):
    """What came of a storyboard. Without errors there is a plan; with errors there may be none."""

    diagnostics: list[Diagnostic]
    storyboard: Storyboard | None
    plan: RenderPlan | None


def compile_storyboard(
    name: str, data: bytes, library: Library, limits: Limits | None = None, overrides: Sequence[str] = ()
) -> Compilation:
    """The bytes of a storyboard to a plan without keys, and to everything there is to say about it.

    Each stage reports all it finds; a later one runs on whatever an earlier one could make sense of. `overrides` are
    values that take the place of written ones, as `path=value`.
    """
    bag, limits = Bag(), limits or Limits()
    tree = parse(name, data, limits, bag)
    if tree is None:
        return Compilation(bag.in_order(), None, None)
    tree = override(tree, overrides, LONG_FORMS, limits, bag)
    board, made = _compiled(tree, library, bag)
    return Compilation(as_written(bag, tree.source).in_order(), board, made)


class DraftPlan(NamedTuple):
    """A plan for another stack than the storyboard's own, and what of the storyboard that stack has nothing for."""

    plan: RenderPlan
    left_out: tuple[str, ...]
    unseen: tuple[str, ...]


def draft_plan(board: Storyboard, stack: str, catalogue: Catalogue) -> DraftPlan:
    """The plan of a draft, for a storyboard that was found good."""
    drafted, left_out, unseen = draft(board, catalogue.stack(stack), catalogue)
    made = plan(drafted, lower(drafted), _suppressed(board), draft_of=board.stack.name)
    return DraftPlan(made, left_out, unseen)


def _suppressed(board: Storyboard) -> tuple[str, ...]:
    """The rules whose severity the storyboard changed."""
    severities = honoured(board.severities, board.ruleset)
    return tuple(f"{rule}={severity}" for rule, severity in sorted(severities.items()))


def _compiled(tree: SpecTree, library: Library, bag: Bag) -> tuple[Storyboard | None, RenderPlan | None]:
    """What a tree comes to."""
    written = validate(tree, WrittenStoryboard, bag)
    board = resolve(written, library, bag) if not tree.root.is_open else None
    ruleset = board.ruleset if board else library.catalogue.ruleset("open")
    severities = honoured(board.severities, ruleset) if board else {}
    bag.extend(run_rules(Reads.TREE, tree, ruleset, severities))
    if board is None:
        return None, None
    bag.extend(run_rules(Reads.STORYBOARD, board, ruleset, severities))
    if bag.has_errors:
        return board, None
    made = plan(board, lower(board), _suppressed(board))
    bag.extend(run_rules(Reads.PLAN, made, ruleset, severities))
    return board, made
