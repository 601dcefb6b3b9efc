"""Level 1: the ledger is the one that this program writes for the storyboard in it, and nothing in it breaks a rule.

Everything in the ledger that follows from the storyboard is made again and compared: the plan, the models, the keys of
actions, the places of files, the report, the settings. What cannot follow from it (hashes of what came out, the
machine) is left to the levels that look at bytes.
"""

import json
from collections.abc import Iterator, Mapping

from anime_compiler import __version__
from anime_compiler.plan import ops
from anime_compiler.plan.plan_json import write_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.story import film_of
from anime_compiler.plan.verify import violations
from renderer.errors import NotVerified
from renderer.evidence.ledger import Ledger, action_row, evidence_of, ledger_text, model_row, root_of
from renderer.evidence.places import PLAN_NAME, REPORT_NAME
from renderer.evidence.report_html import report_html
from renderer.outputs.configs import configs_of
from renderer.outputs.wanted import wanted_files
from renderer.render import Rendered, action_key, parts_named
from renderer.stacks.available import Identity
from renderer.verify.output_folder import OutputFolder
from renderer.verify.recompile import Recompiled
from renderer.verify.verdict import Failure

_MOST_BYTES = 1 << 28
_FILM = {"delivery.mp4", "master.mkv", "frames.json"}
_BESIDE_FILM = {"contact_sheet.png", "preview.webp", "preview.gif"}
_MOST_SHOWN = 8


def rule_failures(ledger: Ledger, text: str, made: Recompiled, out: OutputFolder, folder: str) -> list[Failure]:
    """Everything in which the ledger, or what lies beside it, is not what its storyboard gives."""
    plan = made.plan
    found = [*_head(ledger, made), *_plan(ledger, plan), *_models(ledger, plan), *_actions(ledger, plan)]
    if not found:
        found = [*_files(ledger, plan), *_frames(ledger, plan)]
    if not found and ledger_text(evidence_of(ledger, plan)) != text:
        found = [Failure("the ledger is not written as this program writes it for its storyboard")]
    written = {PLAN_NAME: write_plan(plan), REPORT_NAME: report_html(evidence_of(ledger, plan), root_of(text))}
    for name, wanted in written.items():
        found += _same(out, f"{folder}/{name}", wanted)
    # Settings are handed in for whole clips; what was made of some shots only has none of its own.
    return found if ledger.source.selection else [*found, *_configs(plan, out)]


def _head(ledger: Ledger, made: Recompiled) -> Iterator[Failure]:
    head = ledger.render
    if head.animec != __version__:
        yield Failure(
            f"it was written by animec {head.animec}, and this is {__version__}",
            (f"verify it with that one: pip install animec=={head.animec}",),
        )
    if head.clip != made.plan.clip:
        yield Failure(f"it tells of the clip `{head.clip}`, and its storyboard of `{made.plan.clip}`")
    if head.draft != (head.stack != made.own_stack):
        says = "a draft" if head.draft else "no draft"
        drawn = f"the storyboard asks for `{made.own_stack}`, and `{head.stack}` drew it"
        yield Failure(f"it says that this is {says}", (drawn,))


def _plan(ledger: Ledger, plan: RenderPlan) -> Iterator[Failure]:
    for violation in violations(plan)[:_MOST_SHOWN]:
        yield Failure(f"the plan is not legal: {violation}")
    wanted = root_of(write_plan(plan))
    if ledger.plan.sha256 != wanted or ledger.plan.nodes != len(plan.nodes):
        details = (
            f"by the ledger {ledger.plan.sha256}, {ledger.plan.nodes} nodes",
            f"compiled      {wanted}, {len(plan.nodes)} nodes",
        )
        yield Failure("its storyboard gives another plan than the one it names", details)


def _models(ledger: Ledger, plan: RenderPlan) -> Iterator[Failure]:
    wanted = tuple(map(model_row, plan.models))
    if ledger.models != wanted:
        other = [row.id for row in ledger.models if row not in wanted]
        lacking = [row.id for row in wanted if row not in ledger.models]
        details = [f"not the plan's: {id}" for id in other] + [f"lacking: {id}" for id in lacking]
        yield Failure("its models are not those of the plan", tuple(details[:_MOST_SHOWN]) or ("their order differs",))


def _actions(ledger: Ledger, plan: RenderPlan) -> Iterator[Failure]:
    """Each action is a node's, under the key that follows from the plan, and no node that an output needs lacks its."""
    nodes, results = plan.by_id(), ledger.results()
    drawer = Identity(ledger.render.stack, ledger.render.edition)
    keys = {node.id: action_key(node, drawer) for node in plan.nodes}
    for row in ledger.actions:
        node = nodes.get(row.node)
        if node is None:
            yield Failure(f"action `{row.node}` is none of the plan's")
        elif row.key != keys[node.id]:
            details = (f"by the ledger {row.key}", f"by the plan   {keys[node.id]}")
            yield Failure(f"the key of action `{row.node}` is not the one that follows from the plan", details)
        elif row != action_row(node, results[node.id], keys):
            yield Failure(f"action `{row.node}` does not have the operation, inputs and parts of its node")
        elif wrong := _wrong_parts(plan, node.op, results[node.id].parts):
            yield Failure(f"action `{row.node}` gave what its operation does not give", wrong)
    for id in sorted(_needed(plan) - results.keys())[:_MOST_SHOWN]:
        yield Failure(f"the ledger lacks the action `{id}`, which the output needs")


def _wrong_parts(plan: RenderPlan, op: ops.Op, parts: Mapping[str, object]) -> tuple[str, ...]:
    names = set(parts)
    if not isinstance(op, ops.Assemble):
        wrong = names ^ {*parts_named(op)}
    else:
        frames = {f"frames/{number:05}.png" for number in range(1, plan.frames + 1)}
        wrong = (names - _BESIDE_FILM) ^ (_FILM | frames)
    return tuple(sorted(wrong)[:_MOST_SHOWN])


def _needed(plan: RenderPlan) -> set[str]:
    """Everything that the outputs are made of; nodes stand after their inputs."""
    needed = {output.node for output in plan.outputs}
    for node in reversed(plan.nodes):
        if node.id in needed:
            needed.update(given.node for given in node.inputs)
    return needed


def _files(ledger: Ledger, plan: RenderPlan) -> Iterator[Failure]:
    """The files are those of the plan's outputs, each made of the result of its node."""
    results, listed = ledger.results(), {file.path: file for file in ledger.files}
    wanted = {file.path: file for file in wanted_files(Rendered(plan, results, 0, 0.0))}
    for path in sorted(wanted.keys() ^ listed.keys())[:_MOST_SHOWN]:
        yield Failure(f"the ledger {'lacks' if path in wanted else 'has'} the file `{path}`, unlike the plan")
    if wanted.keys() == listed.keys() and [*wanted] != [*listed]:
        yield Failure("the ledger lists its files in another order than the plan's")
    for path, file in wanted.items():
        if path not in listed:
            continue
        row, made = listed[path], results[file.node.id]
        if (row.node, row.key) != (file.node.id, made.key):
            yield Failure(f"file `{path}` is said to be made of another result than the plan's")
        elif file.part and row[1:3] != made.parts[file.part]:
            yield Failure(f"file `{path}` is not the part `{file.part}` of its result, by the ledger's own hashes")


def _frames(ledger: Ledger, plan: RenderPlan) -> Iterator[Failure]:
    film, row = film_of(plan), ledger.frames
    if (film is None) != (row is None):
        yield Failure("the ledger lists frames, and there is no film" if row else "the ledger lists no frames")
    elif film is not None and row is not None:
        wanted = (plan.frames, plan.fps, plan.size.width, plan.size.height, plan.frames)
        if (row.frames, row.fps, row.width, row.height, len(row.sha256)) != wanted:
            yield Failure("the frames that the ledger lists are not as many, as fast or as large as the plan's")
        written = json.dumps(row._asdict(), indent=1) + "\n"  # as the film's action has written them down
        part = ledger.results()[film.id].parts["frames.json"]
        if (part.sha256, part.size) != (root_of(written), len(written)):
            yield Failure("the frames that the ledger lists are not those that the film's action gave")


def _same(out: OutputFolder, path: str, wanted: str) -> Iterator[Failure]:
    try:
        if out.read(path, _MOST_BYTES) != wanted.encode():
            yield Failure(f"`{path}` is not what this program writes for the storyboard of the ledger")
    except NotVerified as error:
        yield Failure(str(error))


def _configs(plan: RenderPlan, out: OutputFolder) -> Iterator[Failure]:
    """The settings that are handed in are the plan's."""
    for name, wanted in configs_of(plan).items():
        path = f"configs/{name}"
        try:
            data = out.read(path, _MOST_BYTES)
            said = json.loads(data)
            clips = said["clips"] if isinstance(said, dict) and said.keys() == {"clips"} else None
            # Written again it must be the same file: a key that stands twice would show one value and hold another.
            is_whole = data == (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode()
            is_same = is_whole and isinstance(clips, dict) and _canonical(clips.get(plan.clip)) == _canonical(wanted)
        except NotVerified as error:
            yield Failure(str(error))
        except (ValueError, RecursionError):
            yield Failure(f"`{path}` is not JSON")
        else:
            if not is_same:
                yield Failure(f"`{path}` does not give the settings of `{plan.clip}` that its plan has")


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
