"""The plan of one still of a scene, also of a shot whose film needs none: what it would look like at a beat."""

from anime_compiler.lower.keyframes import lower_keyframes
from anime_compiler.lower.lower import lower
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan import plan as plan_of
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.selection import still


def one_still(board: Storyboard, plan: RenderPlan, scene: str = "", number: int = 1) -> RenderPlan:
    """The plan of the still of a shot at one of its beats, or of one picture of a still, counted from 1; without a
    scene of the first. `plan` is the storyboard's own.

    The still of a shot is the one that its film is made with, where that needs stills: of the same key, and so made
    only once.
    """
    scene = scene or board.scenes[0].id
    if scene not in {shot.id for shot in board.shots}:
        return still(with_keys(plan), scene, number)
    (drawn,) = (one for one in lower(board) if one.shot.id == scene)
    seed = board.seed if drawn.shot.seed is None else drawn.shot.seed
    held = drawn._replace(keyframes=drawn.keyframes or lower_keyframes(drawn.shot, seed), segments=())
    return still(with_keys(plan_of(board, [held], plan.suppressed)), scene, number)
