"""What a plan says of what is stored, and why the rest is not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.last_render import last_paces, last_plan, remember_paces, remember_plan
from anime_compiler.cli.stored import store_lines, stored_text
from anime_compiler.model.prompt import Phrase, Prompt
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from renderer.render import action_key, drawn_by
from renderer.stacks.available import stack_named
from renderer.stacks.settings import Settings
from renderer.store.store import Store

ROOT = Path(__file__).parents[3]
BOARD = """\
animec: 1
clip: dusk
ruleset: open
seed: 7
shots:
  - {id: roof, prompt: a roof, duration: 28f}
  - {id: sea, prompt: the sea, duration: 16f}
"""
STACK = stack_named("animatic")


def plan_of(*changes: tuple[str, str]) -> RenderPlan:
    text = BOARD
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    made = compile_storyboard("dusk.yaml", text.encode(), Library(shipped_catalogue(), ())).plan
    assert made is not None
    return made


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store in which the whole film is."""
    folder = tmp_path / "store"
    monkeypatch.setenv("ANIMEC_STORE", str(folder))
    keep(Store(folder), plan_of())
    return folder


def keep(store: Store, plan: RenderPlan, *without: str) -> None:
    drawn = drawn_by(plan, STACK)
    for node in drawn.nodes:
        if node.id not in without:
            store.put(action_key(node, STACK), {"value": node.id.encode()})
    remember_plan(store, drawn)


def said(root: Path, *changes: tuple[str, str]) -> list[str]:
    return store_lines(plan_of(*changes), "animatic", root, Settings())


def test_all_is_there(root: Path) -> None:
    assert said(root) == ["store   all 9 nodes are there (animatic); nothing would run"]


def test_what_changed_is_named_and_what_follows_from_it_counted(root: Path) -> None:
    assert said(root, ("a roof", "a wet roof")) == [
        "store   3 of 9 nodes are there (animatic); 6 would run",
        "        roof/text/0: prompt with “wet” added",
        "        and 5 that follow from that",
    ]


def test_derived_seeds_are_not_spelled_out_and_nodes_with_one_reason_stand_together(root: Path) -> None:
    assert said(root, ("seed: 7", "seed: 8"))[1:] == [
        "        roof/segment/0, roof/segment/1, sea/segment/0: seed",
        "        and 4 that follow from that",
    ]


def test_new_nodes_are_called_new(root: Path) -> None:
    lines = said(root, ("id: sea", "id: lake"))
    assert "        lake/text/0: new" not in lines, "the text is the same, under another name"
    assert any(line.endswith(": new") for line in lines)


def test_what_got_lost_is_told_from_what_changed(root: Path) -> None:
    film = drawn_by(plan_of(), STACK).nodes[-1]
    Store(root).drop(action_key(film, STACK))
    assert said(root)[1:] == ["        film: its result is no longer in the store"]


def test_without_an_earlier_render_of_the_clip_no_reason_is_known(root: Path) -> None:
    assert said(root, ("clip: dusk", "clip: dawn"), ("a roof", "a hut")) == [
        "store   3 of 9 nodes are there (animatic); 6 would run"
    ]


def test_where_nothing_is_there_it_says_so(tmp_path: Path) -> None:
    Store(tmp_path / "empty")
    assert said(tmp_path / "empty") == ["store   none of 9 nodes is there (animatic); 9 would run"]
    assert said(tmp_path / "no") == [f"store   there is none yet in {tmp_path}/no; 9 nodes would run (animatic)"]
    assert not (tmp_path / "no").exists()


def test_many_reasons_are_cut_short(root: Path) -> None:
    shots = "".join(f"  - {{id: s{number}, prompt: prompt {number}, duration: 16f}}\n" for number in range(12))
    before, after = (plan_of(("shots:\n", f"shots:\n{shots.replace('prompt ', word)}")) for word in ("x", "y"))
    keep(Store(root), before)
    lines = store_lines(after, "animatic", root, Settings())
    assert len(lines) == 9
    assert lines[-2:] == ["        … and 6 more", "        and 25 that follow from that"]


def test_what_an_author_wrote_is_shown_and_not_obeyed(root: Path) -> None:
    plan = plan_of()
    text = plan.nodes[0]
    assert isinstance(text.op, ops.EncodePrompt)
    hostile = text._replace(op=text.op._replace(prompt=Prompt(((Phrase("\x1b[2J\nroof"),),))))
    lines = store_lines(plan._replace(nodes=(hostile, *plan.nodes[1:])), "animatic", root, Settings())
    assert any("␛[2J" in line for line in lines)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("note", ["", "no plan", '{"animec_plan": 99}'])
def test_a_note_of_another_year_is_passed_over(note: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anime_compiler.cli.last_render.write_plan", lambda _: note)
    remember_plan(Store(root), drawn_by(plan_of(), STACK))
    assert last_plan(Store(root), "dusk", "animatic") is None
    assert len(said(root, ("a roof", "a hut"))) == 1


def test_nobody_who_never_rendered_hears_of_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMEC_STORE", str(tmp_path / "store"))
    assert stored_text(plan_of(), None, None, Settings()) == ""
    assert stored_text(plan_of(), None, tmp_path / "there", Settings()).startswith("store   there is none yet in ")
    for name in ("ANIMEC_STORE", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert stored_text(plan_of(), None, None, Settings()) == "store   there is no home folder to keep the store in\n"


def test_no_trouble_with_a_store_is_an_error_of_the_plan(root: Path) -> None:
    lacking = stored_text(plan_of(), "sdxl", None, Settings(root / "models"))
    assert lacking.startswith("store   ")
    assert "are not in" in lacking
    (root / "version").chmod(0o644)
    (root / "version").write_text("animec store 9\n")
    assert stored_text(plan_of(), None, None, Settings()).startswith("store   the store ")


def test_a_plan_is_held_against_the_store_without_anything_heavy(root: Path) -> None:
    board = root.parent / "dusk.yaml"
    board.write_text(BOARD.replace("a roof", "a hut"), encoding="utf-8")
    program = (
        "import sys; from anime_compiler.cli.main import main; main(['plan', sys.argv[1], '--stack', 'animatic']); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'rich', 'av', 'PIL', 'cv2'}))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(board)], cwd=ROOT, capture_output=True, text=True)
    assert "roof/text/0: prompt “roof,” → “hut,”" in done.stdout
    assert done.stdout.endswith("\n\n")


def test_how_long_things_took_is_kept_for_each_stack(root: Path) -> None:
    store = Store(root)
    assert last_paces(store, "animatic") == {}
    remember_paces(store, "animatic", {"Segment": 1.5, "Decode": 0.25})
    assert last_paces(store, "animatic") == {"Segment": 1.5, "Decode": 0.25}
    assert last_paces(store, "sdxl") == {}


@pytest.mark.parametrize("note", ["", "[]", "{", '{"Segment": "long"}', '{"Segment": -1.0}', '{"Segment": NaN}'])
def test_paces_that_make_no_sense_are_passed_over(note: str, root: Path) -> None:
    store = Store(root)
    store.note("pace-animatic", note)
    assert last_paces(store, "animatic") == {}


def test_a_store_that_is_full_does_not_lose_a_finished_film(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from renderer.store.errors import StoreFull

    def full(*_: object) -> None:
        raise StoreFull("the disk is full")

    monkeypatch.setattr(Store, "note", full)
    remember_plan(Store(root), plan_of())
    remember_paces(Store(root), "animatic", {"Segment": 1.0})
    assert json.dumps(last_paces(Store(root), "animatic")) == "{}"
