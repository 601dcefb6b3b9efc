"""The models that ship with animec: found where nobody has any, and behind those in somebody's own folder."""

from hashlib import sha256
from pathlib import Path

from renderer.weights.shelf import Shelf, bound, bound_by_cache
from renderer.weights.survey import survey
from tests.renderer.weights.files import model, plan_of, write

FAMILY = Path(__file__).parents[3] / "pocket" / "weights"
BASE = model("pocket-base", kind="base", family="pocket")
PASTEL = model("pocket-pastel", family="pocket")


def test_they_are_found_without_a_folder_of_models(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "nothing")
    assert shelf.find(BASE)[:2] == (FAMILY / "pocket-base", True)
    assert shelf.find(PASTEL)[:2] == (FAMILY / "pocket-pastel.safetensors", False)
    assert shelf.absent(plan_of(BASE, PASTEL)) == []


def test_what_somebody_has_himself_comes_first(tmp_path: Path) -> None:
    own = write(tmp_path / "pocket-pastel.safetensors")
    assert Shelf(tmp_path).find(PASTEL).path == own


def test_a_name_of_ours_does_not_make_a_model_of_another_family_ours(tmp_path: Path) -> None:
    assert not Shelf(tmp_path).has(BASE._replace(family="sdxl"))


def test_a_family_of_ours_has_no_other_models_than_those_that_ship(tmp_path: Path) -> None:
    assert not Shelf(tmp_path).has(model("pocket-motion", kind="motion_adapter", family="pocket"))


def test_their_hashes_are_taken_each_time_and_written_nowhere(tmp_path: Path) -> None:
    shelf, plan = Shelf(tmp_path / "models"), plan_of(BASE, PASTEL)
    (base, pastel), (again, _) = bound(plan, shelf).models, bound_by_cache(plan, shelf).models
    assert pastel.sha256 == sha256((FAMILY / "pocket-pastel.safetensors").read_bytes()).hexdigest()
    assert base.sha256 == again.sha256 != ""
    assert [*tmp_path.iterdir()] == []


def test_they_are_nothing_that_lies_in_somebody_s_folder(tmp_path: Path) -> None:
    write(tmp_path / "flatline.safetensors")
    found = survey(Shelf(tmp_path), (BASE, PASTEL, model("flatline")))
    assert [standing.model.id for standing in found.models] == ["flatline"]
