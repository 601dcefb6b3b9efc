import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from renderer.store.errors import StoreError
from renderer.store.place import FOLDERS, default_store_folder
from renderer.store.store import Store
from tests.renderer.store.workload import RESULTS, key, problems, put

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANIMEC_STORE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/hana")
    assert default_store_folder() == Path("/home/hana/.cache/animec/store")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert default_store_folder() == Path("/home/hana/.cache/animec/store")
    monkeypatch.setenv("XDG_CACHE_HOME", "/big/cache")
    assert default_store_folder() == Path("/big/cache/animec/store")
    monkeypatch.setenv("ANIMEC_STORE", "here")
    assert default_store_folder() == tmp_path / "here"
    monkeypatch.setenv("ANIMEC_STORE", "/there")
    assert default_store_folder() == Path("/there")


@pytest.mark.parametrize("home", [None, "", "relative"])
def test_without_a_home_it_is_said_how_to_name_a_store(home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    if home is not None:
        monkeypatch.setenv("HOME", home)
    with pytest.raises(StoreError, match="no home folder") as error:
        default_store_folder()
    assert error.value.exit_status == 7
    assert "--store" in (error.value.cure or "")
    monkeypatch.setenv("ANIMEC_STORE", "/there")
    assert default_store_folder() == Path("/there")


def test_a_store_is_made_with_all_above_it_and_for_its_owner_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b" / "store")
    put(store, "two")
    assert {path.name for path in store.root.iterdir()} == {*FOLDERS, "version"}
    for path in (tmp_path / "a", store.root, *store.root.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.parent.name == "locks":
            assert mode == 0o600
        else:
            assert mode == (0o700 if path.is_dir() else 0o444)


def test_a_store_may_be_named_by_a_relative_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(Path("store"))
    monkeypatch.chdir("/")
    put(store, "one")
    assert problems(tmp_path / "store", {"one"}) == []


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    put(Store(tmp_path), "one")
    assert problems(tmp_path, {"one"}) == []


def test_a_store_that_was_made_by_half_is_completed(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / ("0" * 16 + ".animec-new")).write_bytes(b"animec st")
    put(Store(tmp_path), "one")
    assert problems(tmp_path, {"one"}) == []


def test_folders_that_were_lost_in_copying_are_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    put(store, "one")
    for name in ("scratch", "damaged", "notes"):
        (store.root / name).rmdir()
    put(Store(store.root), "two")
    assert problems(store.root, {"one", "two"}) == []


def refused(root: Path) -> StoreError:
    with pytest.raises(StoreError) as error:
        Store(root)
    assert error.value.exit_status == 7
    assert error.value.cure
    return error.value


def test_a_folder_that_holds_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_bytes(b"")
    assert "it holds `thesis.tex`" in str(refused(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("said", [b"", b"1.2.3\n", b"animec store 2\n", b"animec store 1", b"\xff\x1b[31m" * 100])
def test_a_folder_that_says_to_be_something_else_is_refused(tmp_path: Path, said: bytes) -> None:
    (tmp_path / "version").write_bytes(said)
    told = str(refused(tmp_path))
    assert "not `animec store 1`" in told
    assert told.isprintable()


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "is no folder" in str(refused(tmp_path / "file"))
    assert "where a folder belongs" in str(refused(tmp_path / "file" / "store"))


def test_a_link_is_refused_even_to_a_store(tmp_path: Path) -> None:
    Store(tmp_path / "store")
    (tmp_path / "link").symlink_to(tmp_path / "store")
    (tmp_path / "nowhere").symlink_to(tmp_path / "nothing")
    assert refused(tmp_path / "link").cure == f"name what it points to: `{tmp_path / 'store'}`"
    assert "symbolic link" in str(refused(tmp_path / "nowhere"))


def test_a_folder_above_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "big").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "big")
    put(Store(tmp_path / "link" / "store"), "one")
    assert problems(tmp_path / "big" / "store", {"one"}) == []


@pytest.mark.parametrize("name", ["blobs", "rows"])
def test_a_folder_in_it_that_becomes_a_link_is_not_followed(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "store")
    made = put(store, "one")
    (store.root / name).rename(tmp_path / "elsewhere")
    (store.root / name).symlink_to(tmp_path / "elsewhere")
    before = sorted((tmp_path / "elsewhere").iterdir())
    with pytest.raises(StoreError, match="link"):
        store.find(made.key)
    with pytest.raises(StoreError, match="link"):
        put(store, "two")
    assert sorted((tmp_path / "elsewhere").iterdir()) == before


def test_a_store_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    put(store, "one")
    store.root.rename(tmp_path / "moved")
    store.root.symlink_to(tmp_path / "moved")
    with pytest.raises(StoreError, match="link"):
        store.find(key("one"))


def test_a_store_that_is_gone_is_told_of(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.root.rename(tmp_path / "moved")
    with pytest.raises(StoreError, match="not there") as error:
        store.find(key("one"))
    assert error.value.cure


def test_a_store_to_which_everybody_may_write_is_not_trusted(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.root.chmod(0o777)
    assert (refused(store.root).cure or "").startswith("chmod go-w ")
    store.root.chmod(0o770)
    Store(store.root)


def test_the_store_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store")
    if os.geteuid() == 0:
        os.chown(store.root, 54321, -1)
        Store(store.root)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert "belongs to somebody else" in str(refused(store.root))


def test_several_processes_may_make_one_store_at_once(quick: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from renderer.store.store import Store;"
        " from tests.renderer.store.workload import put; put(Store(Path(sys.argv[1])), sys.argv[2])"
    )
    words = [sys.executable, "-c", script, str(quick / "a" / "store")]
    made = [subprocess.Popen([*words, name], cwd=ROOT) for name in [*RESULTS] * 2]
    assert [each.wait() for each in made] == [0] * len(made)
    assert problems(quick / "a" / "store", {*RESULTS}) == []


def test_it_is_imported_without_anything_heavy() -> None:
    script = (
        "import sys, renderer.store.store, renderer.store.gc, renderer.store.verify;"
        " print({'numpy', 'tempfile', 'shutil', 'subprocess', 'logging', 'asyncio', 'PIL', 'yaml'} & {*sys.modules})"
    )
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
