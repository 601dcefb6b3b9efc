"""`animec store`: what is kept, whether it is whole, and making room."""

import gc
import json
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from anime_compiler.cli import main as program
from renderer.store.store import Store

_DAY = 86400


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ANIMEC_STORE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
    gc.enable()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three results: two segments, one of them not used for 40 days, and a film."""
    store = Store(tmp_path / "store")
    for name, op, size, days in (("a", "Segment", 4_000_000, 40), ("b", "Segment", 1500, 2), ("c", "Assemble", 700, 3)):
        made = store.put(key(name), {"value": name.encode() * size}, {"op": op})
        for path in (store.root / "rows" / key(name), store.root / "blobs" / made.parts["value"].sha256):
            os.utime(path, (time.time() - days * _DAY,) * 2)
    return store


def key(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def used(store: Store, name: str, form: str = "%Y-%m-%d %H:%M") -> str:
    return time.strftime(form, time.gmtime((store.root / "rows" / key(name)).stat().st_mtime))


def animec(*words: str | Path) -> int:
    return program.main(["store", *map(str, words)])


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int = 0) -> str:
    assert animec(*words) == status
    out, err = capsys.readouterr()
    assert err == ""
    assert isinstance(out, str)
    return out


def told(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int = 0) -> dict[str, object]:
    facts = json.loads(said(capsys, *words, "--json", status=status))
    assert facts["animec_store"] == 1
    assert isinstance(facts, dict)
    return facts


def complaint(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int) -> str:
    assert animec(*words) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert isinstance(err, str)
    return err


def test_the_size_is_told_by_kind_of_operation(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "size", "--store", store.root) == (
        f"{store.root}\n\n"
        "  operation  results       size  last used\n"
        f"  Segment          2     4.0 MB  {used(store, 'b')}\n"
        f"  Assemble         1      700 B  {used(store, 'c')}\n"
        "\n3 results, 4.0 MB\n"
    )


def test_the_size_for_programs(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    utc = "%Y-%m-%dT%H:%M:%SZ"
    facts = told(capsys, "size", "--store", store.root)
    assert facts == {
        "animec_store": 1,
        "store": str(store.root),
        "exists": True,
        "results": 3,
        "blobs": 3,
        "bytes": 4_002_200,
        "unneeded": 0,
        "damaged": 0,
        "left_behind": 0,
        "kinds": [
            {"op": "Segment", "results": 2, "bytes": 4_001_500, "used": used(store, "b", utc)},
            {"op": "Assemble", "results": 1, "bytes": 700, "used": used(store, "c", utc)},
        ],
    }


def test_what_nobody_needs_is_told_too(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.drop(key("b"))
    (store.root / "damaged" / "x").write_bytes(b"123")
    (store.root / "scratch" / "x").write_bytes(b"1" * 20_000)
    assert said(capsys, "size", "--store", store.root).endswith(
        "\n2 results, 4.0 MB\n"
        "and 1.5 kB that no result needs, 3 B that was damaged, 20.0 kB that was left behind;"
        " `animec store gc` removes that\n"
    )


def test_an_operation_may_be_called_anything(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.put(key("d"), {}, {"op": "\x1b[31mred\nline"})
    out = said(capsys, "size", "--store", store.root)
    assert "\x1b" not in out
    assert "␛[31mred␊line" in out


def test_an_empty_store_and_none_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store(tmp_path / "empty")
    assert said(capsys, "size", "--store", tmp_path / "empty") == f"{tmp_path / 'empty'}\n\n0 results, 0 B\n"
    for what in ("size", "verify", "gc"):
        nowhere = tmp_path / "no\nwhere"
        assert said(capsys, what, "--store", nowhere) == (
            f"there is no store in `{tmp_path}/no␊where` yet; the first render makes it\n"
        )
        assert told(capsys, what, "--store", nowhere)["exists"] is False
        assert not nowhere.exists()


def test_the_store_is_found_where_the_environment_says(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANIMEC_STORE", str(store.root))
    assert told(capsys, "size")["results"] == 3
    monkeypatch.setenv("ANIMEC_STORE", "/nowhere/at/all")
    assert told(capsys, "size", "--store", store.root)["results"] == 3


def test_without_a_home_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HOME")
    assert complaint(capsys, "size", status=7) == (
        "animec: there is no home folder to keep the store in\n"
        "  set HOME, or name another folder with --store or ANIMEC_STORE\n"
    )


def test_a_store_that_is_whole_verifies(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "verify", "--store", store.root) == "all good: 3 results, 4.0 MB\n"


def test_damage_is_told_and_put_aside_and_gone_the_next_time(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    blob, row = store.root / "blobs" / sha256(b"b" * 1500).hexdigest(), store.root / "rows" / key("c")
    for path in (blob, row):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1])
    assert said(capsys, "verify", "--store", store.root, status=8) == (
        f"  damaged   blob {blob.name}\n"
        f"  damaged   row  {key('c')}\n"
        f"  lost      row  {key('b')}  Segment\n"
        "\n2 results of 3 results, 4.0 MB will be made again when needed; what is damaged is put aside\n"
    )
    assert [path.name.partition(".")[0] for path in (store.root / "damaged").iterdir()] == [blob.name]
    assert said(capsys, "verify", "--store", store.root) == "all good: 1 result, 4.0 MB\n"


def test_damage_for_programs(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    blob = store.root / "blobs" / sha256(b"b" * 1500).hexdigest()
    blob.unlink()
    facts = told(capsys, "verify", "--store", store.root, status=8)
    assert (facts["damaged_blobs"], facts["damaged_rows"], facts["lacking_rows"]) == ([], [], [key("b")])
    assert told(capsys, "verify", "--store", store.root)["lacking_rows"] == []


def test_much_damage_is_told_in_few_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path / "store")
    for number in range(30):
        store.put(key(str(number)), {})
    for row in (store.root / "rows").iterdir():
        row.chmod(0o644)
        row.write_bytes(b"")
    lines = said(capsys, "verify", "--store", store.root, status=8).splitlines()
    assert lines[20] == "  … and 10 more (--json names them all)"
    assert len(lines) == 23


def test_what_was_not_used_for_long_goes(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("gc", "--store", store.root)
    trial = said(capsys, *words, "--dry-run")
    assert trial == "would remove 1 result, 4.0 MB\n2 results, 2.2 kB would stay\n"
    assert said(capsys, *words) == "removed 1 result, 4.0 MB\n2 results, 2.2 kB stay\n"
    assert said(capsys, *words) == "removed 0 results, 0 B\n2 results, 2.2 kB stay\n"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["--keep", "6w"], "abc"),
        (["--keep", "2.6d"], "b"),
        (["--keep", "65h"], "b"),
        (["--keep", "90m"], ""),
        (["--max-size", "20GB"], "abc"),
        (["--max-size", "4 mb"], "bc"),
        (["--max-size", "2kB"], "b"),
        (["--max-size", "1.5GiB", "--keep", "2w"], "bc"),
        (["--max-size", "0B"], ""),
    ],
    ids=" ".join,
)
def test_how_much_stays(words: list[str], kept: str, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    facts = told(capsys, "gc", "--store", store.root, *words)
    assert "".join(name for name in "abc" if (store.root / "rows" / key(name)).exists()) == kept
    assert facts["removed"] == sorted(key(name) for name in {*"abc"} - {*kept})
    assert (facts["kept"], facts["dry_run"]) == (len(kept), False)


def test_what_is_young_goes_only_if_that_is_asked_for(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.put(key("d"), {"value": b"young"})
    assert told(capsys, "gc", "--store", store.root, "--keep", "0d")["kept"] == 1
    assert told(capsys, "gc", "--store", store.root, "--keep", "0d", "--all")["kept"] == 0


def test_nothing_goes_while_a_render_uses_the_store(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with store.in_use():
        err = complaint(capsys, "gc", "--store", store.root, status=7)
    assert err == f"animec: a render is using the store `{store.root}`\n  wait until it is over\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["size", "--keep", "3d"], "--keep and --max-size go with `gc`"),
        (["verify", "--max-size", "3GB"], "--keep and --max-size go with `gc`"),
        (["size", "--all"], "--all and --dry-run go with `gc`"),
        (["verify", "--dry-run"], "--all and --dry-run go with `gc`"),
        (["gc", "--keep", "30"], "`30` is no time: write 30d, 12h or 2w"),
        (["gc", "--keep", "-1d"], "argument --keep: expected one argument"),
        (["gc", "--keep", "nand"], "`nand` is no time"),
        (["gc", "--keep", "1e9d"], "`1e9d` is no time"),
        (["gc", "--max-size", "20"], "`20` is no size: write 20GB, 500MB or 1.5GiB"),
        (["gc", "--max-size", "١GB"], "is no size"),
        (["gc", "--max-size", "9" * 30 + "GB"], "is no size"),
        (["prune"], "invalid choice: 'prune'"),
        ([], "the following arguments are required"),
    ],
)
def test_what_is_not_understood(words: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert reason in complaint(capsys, *words, status=2)


def test_a_folder_that_is_no_store_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.tex").write_bytes(b"")
    for what in ("size", "verify", "gc"):
        err = complaint(capsys, what, "--store", tmp_path, status=7)
        assert err == (
            f"animec: `{tmp_path}` is no store: it holds `thesis.tex`\n"
            "  name another folder with --store or ANIMEC_STORE\n"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
