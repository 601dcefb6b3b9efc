"""Plans in files, as `animec plan --json` writes them."""

from anime_compiler.errors import UnreadablePlan
from anime_compiler.parse.read_file import read_file
from anime_compiler.plan.plan_json import read_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.verify import violations

_MOST_BYTES = 1 << 28


def is_plan_file(path: str) -> bool:
    """Whether a file holds a plan. Storyboards may be JSON, too, so its name alone does not tell."""
    return path.endswith(".json") and b'"animec_plan"' in read_file(path, _MOST_BYTES)


def plan_in(path: str) -> RenderPlan:
    """The plan in a file, proved legal."""
    try:
        plan = read_plan(read_file(path, _MOST_BYTES).decode())
    except UnicodeDecodeError:
        raise UnreadablePlan(f"`{path}` is not a plan: it is not text") from None
    except UnreadablePlan as error:
        raise UnreadablePlan(f"`{path}`: {error}", error.cure) from None
    for violation in violations(plan):
        raise UnreadablePlan(f"`{path}` is no legal plan: {violation}")
    return plan
