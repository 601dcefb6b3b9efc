"""Parts of a film: legal plans of what was chosen and of what that needs, with the keys of the whole."""

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.errors import UsageError
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import models_of, with_keys
from anime_compiler.plan.plan_json import read_plan, write_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.selection import chosen, part, shots_of, still, stills_of
from anime_compiler.plan.verify import violations
from anime_compiler.resolve.context import Library

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
HEAD = "animec: 1\nclip: film\nruleset: open\nfps: 8\n"
FILM = """\
characters: {mio: {looks: 1girl, sheet: {views: 3}}, aki: {looks: 1boy, sheet: {views: 2}}}
stills: [{id: poster, prompt: 'a poster, {{ mio }}', count: 3}]
shots:
  - {id: roof, prompt: '{{ mio }}', duration: 28f, control: [{kind: depth}], next: carry,
     beats: [{at: 0%, prompt: dark}, {at: 100%, prompt: light}]}
  - {id: stair, prompt: a stair, duration: 16f, next: carry}
  - {id: door, prompt: a door, duration: 10f, next: crossfade 4f}
  - {id: hall, prompt: a hall, duration: 12f, motion: none, next: crossfade 3f}
  - {id: yard, prompt: '{{ aki }}', duration: 16f, camera: pan_left,
     control: [{kind: openpose, from: 'shot:roof'}, {kind: depth, from: 'character:mio'}]}
"""


@cache
def plan_of(text: str) -> RenderPlan:
    compiled = compile_storyboard("film.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return with_keys(compiled.plan)


def film() -> RenderPlan:
    return plan_of(HEAD + FILM)


def keys(plan: RenderPlan) -> dict[str, str]:
    return {node.id: node.key for node in plan.nodes if not isinstance(node.op, ops.Assemble)}


def clips(plan: RenderPlan) -> list[tuple[str, int, int, int]]:
    (op,) = (node.op for node in plan.nodes if isinstance(node.op, ops.Assemble))
    return [(clip.shot, clip.start, clip.frames, clip.fade) for clip in op.clips]


def ids(plan: RenderPlan) -> set[str]:
    return {node.id for node in plan.nodes}


def paths(plan: RenderPlan) -> list[str]:
    return [output.path for output in plan.outputs]


def check(made: RenderPlan, whole: RenderPlan) -> None:
    """What holds for every part of a plan."""
    assert violations(made) == []
    assert keys(made).items() <= keys(whole).items()
    assert read_plan(write_plan(made)) == made
    used = {given.node for node in made.nodes for given in node.inputs} | {output.node for output in made.outputs}
    assert ids(made) == used, "nothing is made that nobody uses"
    assert {model.id for model in made.models} == {model for node in made.nodes for model in models_of(node.op)}
    head = ("source", "clip", "title", "ruleset", "suppressed", "stack", "fps", "size")
    assert [getattr(made, name) for name in head] == [getattr(whole, name) for name in head]
    pictures = {output for output in made.outputs if not output.path.endswith(".mp4")}
    assert pictures <= set(whole.outputs)


def test_what_there_is_to_choose_from() -> None:
    assert shots_of(film()) == ("roof", "stair", "door", "hall", "yard")
    assert stills_of(film()) == ("poster",)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_choice_from_every_spec_is_a_legal_plan_with_the_keys_of_the_whole(spec: Path) -> None:
    whole = plan_of(spec.read_text(encoding="utf-8"))
    shots = shots_of(whole)
    for number in (1, 2, len(shots)):
        for some in combinations(shots, number) if shots else ():
            made = part(whole, some)
            check(made, whole)
            assert tuple(shot for shot, *_ in clips(made)) == some
    for scene in {node.scene for node in whole.nodes if isinstance(node.op, ops.Keyframe)}:
        made = still(whole, scene)
        check(made, whole)
        for number in range(1, len(made.outputs) + 1):
            one = still(whole, scene, number)
            check(one, whole)
            assert paths(one) == [paths(made)[number - 1]]


JOINS = st.sampled_from(["cut", "carry", "crossfade 2f", "crossfade 3f"])
SHOTS = st.lists(
    st.tuples(
        st.sampled_from([8, 9, 16, 17, 28]),
        JOINS,
        st.booleans(),
        st.sampled_from(["", "keyframes", "before", "character:mio"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def written(shots: list[tuple[int, str, bool, str, bool]], fps: int) -> str:
    lines = []
    for number, (frames, join, is_held, source, shows) in enumerate(shots):
        is_last = number + 1 == len(shots)
        if join == "carry" and (is_held or (not is_last and shots[number + 1][2])):
            join = "cut"
        line = f"id: s{number}, duration: {frames}f, prompt: '{'{{ mio }}' if shows else 'a roof'}'"
        if not is_last:
            line += f", next: {join}"
        if is_held:
            line += ", motion: none"
        elif source and (source != "before" or number):
            line += f", control: [{{kind: depth, from: '{'shot:s0' if source == 'before' else source}'}}]"
        lines.append(f"  - {{{line}}}\n")
    people = "characters: {mio: {looks: 1girl, sheet: {views: 2}}}\n"
    return f"{HEAD}{people}shots:\n{''.join(lines)}post: [{{step: interpolate, fps: {fps}}}]\n"


@settings(deadline=None, max_examples=60)
@given(SHOTS, st.sampled_from([8, 12, 15, 24]), st.data())
def test_any_part_of_any_film_is_legal_and_keeps_its_keys(
    shots: list[tuple[int, str, bool, str, bool]], fps: int, data: st.DataObject
) -> None:
    compiled = compile_storyboard("f.yaml", written(shots, fps).encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    whole = with_keys(compiled.plan)
    names = shots_of(whole)
    some = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    made = part(whole, some)
    check(made, whole)
    assert [shot for shot, *_ in clips(made)] == [name for name in names if name in some]
    assert clips(made)[0][3] == 0, "the first clip fades in over nothing"
    lengths = {shot: frames for shot, _, frames, _ in clips(whole)}
    assert all(frames == lengths[shot] for shot, _, frames, _ in clips(made))
    assert part(compiled.plan, some) == made._replace(nodes=tuple(node._replace(key="") for node in made.nodes)), (
        "without keys the same plan"
    )


def test_a_part_holds_what_was_carried_and_drawn_for_it_elsewhere() -> None:
    assert {"stair/segment/0", "roof/segment/1", "roof/keyframe/0", "roof/depth/0"} <= ids(part(film(), ["stair"]))
    yard = ids(part(film(), ["yard"]))
    assert {"roof/keyframe/0", "roof/openpose/0", "character:mio/turnaround", "character:aki/turnaround"} <= yard
    assert not any(id.startswith(("roof/segment", "roof/depth", "poster/", "stair/", "door/")) for id in yard)


def test_a_part_shows_the_pictures_of_its_shots_and_the_maps_that_steer_them() -> None:
    assert paths(part(film(), ["yard"])) == [
        "video/film/maps/roof_openpose_0.png",
        "video/film/maps/roof_openpose_1.png",
        "video/film/maps/character.mio_depth_0.png",
        "video/film/parts/yard.mp4",
    ]
    assert paths(part(film(), ["stair"])) == ["video/film/parts/stair.mp4"]


def test_shots_fade_only_over_the_one_that_they_follow() -> None:
    assert clips(film())[2:] == [("door", 44, 10, 0), ("hall", 50, 12, 4), ("yard", 59, 16, 3)]
    assert clips(part(film(), ["hall", "yard"])) == [("hall", 0, 12, 0), ("yard", 9, 16, 3)]
    assert clips(part(film(), ["door", "yard"])) == [("door", 0, 10, 0), ("yard", 10, 16, 0)]
    assert part(film(), ["hall", "yard"]).frames == 25


@pytest.mark.parametrize(
    ("shots", "name"),
    [
        (["roof"], "roof"),
        (["stair", "roof"], "roof-stair"),
        (["roof", "roof", "stair", "door"], "roof-door"),
        (["roof", "door"], "roof+door"),
        (["roof", "stair", "hall", "yard"], "roof-stair+hall-yard"),
    ],
)
def test_a_part_is_called_after_its_shots(shots: list[str], name: str) -> None:
    assert paths(part(film(), shots))[-1] == f"video/film/parts/{name}.mp4"


def test_many_long_names_still_make_a_name_that_a_file_can_have() -> None:
    shots = [f"{'shot' * 15}{number:02}" for number in range(9)]
    lines = "".join(f"  - {{id: {shot}, prompt: a roof, duration: 1f}}\n" for shot in shots)
    whole = plan_of(f"{HEAD}shots:\n{lines}")
    names = [paths(part(whole, some))[-1].rpartition("/")[2] for some in (shots[::2], shots[::4], shots)]
    assert len(set(names)) == 3
    assert all(len(name) < 255 for name in names)


def test_all_shots_are_the_film_itself_at_another_place() -> None:
    made = part(film(), shots_of(film()))
    assert made.by_id()["film"] == film().by_id()["film"]
    assert made.frames == film().frames
    assert paths(made)[-1] == "video/film/parts/roof-yard.mp4"


def test_a_part_of_a_part_is_that_part() -> None:
    assert part(part(film(), ["door", "hall"]), ["hall"]) == part(film(), ["hall"])


def test_one_still_is_drawn_without_anything_that_moves() -> None:
    made = still(film(), "roof", 2)
    assert paths(made) == ["video/film/keyframes/roof_keyframe_1.png"]
    assert {type(node.op) for node in made.nodes} == {ops.EncodePrompt, ops.Turnaround, ops.Keyframe}
    assert made.frames == 0
    assert "animatediff-sdxl-beta" not in {model.id for model in made.models}


def test_pictures_of_a_still_are_chosen_together_or_by_number() -> None:
    assert paths(still(film(), "poster")) == [f"images/poster_0{number}.png" for number in (1, 2, 3)]
    assert paths(still(film(), "poster", 3)) == ["images/poster_03.png"]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("roof", part(film(), ["roof"])),
        ("roof:2", still(film(), "roof", 2)),
        ("poster", still(film(), "poster")),
        ("poster:1", still(film(), "poster", 1)),
        ("hall:1", still(film(), "hall", 1)),
    ],
    ids=["shot", "beat", "still", "picture", "held"],
)
def test_what_only_names(only: str, expected: RenderPlan) -> None:
    assert chosen(film(), only, None, None) == expected


@pytest.mark.parametrize(
    ("first", "last", "shots"),
    [
        (None, None, "roof stair door hall yard"),
        ("door", None, "door hall yard"),
        (None, "door", "roof stair door"),
        ("stair", "door", "stair door"),
        ("stair", "stair", "stair"),
        ("0s", None, "roof stair door hall yard"),
        ("27f", "28f", "roof"),
        ("28f", "29f", "stair"),
        ("27f", "29f", "roof stair"),
        ("3.5s", "door", "stair door"),
        ("stair", "3.625s", "stair"),
        ("52f", "52f", "door hall"),
        ("74f", None, "yard"),
        (None, "9000s", "roof stair door hall yard"),
    ],
)
def test_a_stretch_holds_every_shot_that_it_touches(first: str | None, last: str | None, shots: str) -> None:
    made = chosen(film(), None, first, last)
    assert [shot for shot, *_ in clips(made)] == shots.split()
    if first is None and last is None:
        assert made is film()


def test_times_are_those_of_the_film_after_interpolation() -> None:
    shots = "".join(f"  - {{id: {name}, prompt: a roof, duration: 1s, motion: none}}\n" for name in "abc")
    whole = plan_of(f"{HEAD}shots:\n{shots}post: [{{step: interpolate, fps: 24}}]\n")
    assert clips(chosen(whole, None, "24f", "1.5s")) == [("b", 0, 24, 0)]


@pytest.mark.parametrize(
    ("choice", "message", "cure"),
    [
        (("rof", None, None), "there is no shot or still `rof` in this plan", "did you mean `roof`?"),
        (("postr:1", None, None), "there is no shot or still `postr` in this plan", "did you mean `poster`?"),
        (("", None, None), "there is no shot or still `` in this plan", "known: `roof`, `stair`"),
        (("roof:0", None, None), "`roof:0` names no still of `roof`", "counted from 1: `roof:1`"),
        (("roof:", None, None), "`roof:` names no still of `roof`", "counted from 1"),
        (("roof:x", None, None), "`roof:x` names no still of `roof`", "counted from 1"),
        (("roof:3", None, None), "`roof` has 2 stills, and none with the number 3", "counted from 1"),
        (("hall:2", None, None), "`hall` has one still, and none with the number 2", "counted from 1"),
        (("stair:1", None, None), "no still is drawn for `stair`", "choose the whole shot"),
        (("roof", "roof", None), "`--only` names a part already", "leave out one"),
        ((None, "rof", None), "there is no shot `rof` in this plan", "did you mean `roof`?"),
        ((None, None, "poster"), "there is no shot `poster` in this plan", "known: `roof`, `stair`"),
        ((None, "2m", None), "`2m` is neither a shot nor a time", "`2s` or `16f`"),
        ((None, None, "5"), "`5` is neither a shot nor a time", "`2s` or `16f`"),
        ((None, "door", "roof"), "no shot is from `door` until `roof`", "75 frames, 8 a second"),
        ((None, "90s", None), "no shot is from `90s` until the end", "75 frames, 8 a second"),
        ((None, None, "0s"), "no shot is from the start until `0s`", "75 frames, 8 a second"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    choice: tuple[str | None, str | None, str | None], message: str, cure: str
) -> None:
    with pytest.raises(UsageError) as error:
        chosen(film(), *choice)
    assert str(error.value).startswith(message)
    assert error.value.cure is not None
    assert cure in error.value.cure


def test_a_plan_of_stills_has_no_shots_to_choose_from() -> None:
    whole = plan_of(f"{HEAD}stills: [{{id: face, prompt: a face}}]\n")
    assert (shots_of(whole), stills_of(whole)) == ((), ("face",))
    with pytest.raises(UsageError, match="there are no shots in this plan"):
        chosen(whole, None, "face", None)
    with pytest.raises(UsageError, match="no shot is chosen, so there is no film"):
        part(whole, [])
    with pytest.raises(UsageError, match="there is no shot `face`"):
        part(whole, ["face"])
