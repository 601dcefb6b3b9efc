"""`animec verify`: what it says of a real render, and what it ends with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anime_compiler.cli.main import main

BOARD = (
    "animec: 1\nclip: tiny\nruleset: open\nstack: animatic\nprofile: {size: 128x128}\n"
    "shots:\n  - {id: roof, prompt: 1girl on a roof, duration: 4f}\n"
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "tiny.yaml").write_text(BOARD)
    out = folder / "outputs"
    command = ["render", str(folder / "tiny.yaml"), "--out", str(out), "--store", str(folder / "store"), "--quiet"]
    assert main(command) == 0
    return out


def test_a_render_of_boards_is_proven_to_the_last_level(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(outputs)]) == 0
    said, complaints = capsys.readouterr()
    assert complaints == ""
    lines = said.splitlines()
    assert [line.split()[:3] for line in lines if line[2:3].isdigit()] == [
        ["0", "structure", "passed"],
        ["1", "rules", "passed"],
        ["2", "bytes", "passed"],
        ["3", "re-render", "passed"],
    ]
    assert lines[-1] == "1 ledger: everything that was checked holds"
    assert "NOT PROVEN" in said


def test_a_changed_file_is_told_with_its_hashes(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = outputs / "video/tiny/tiny.mp4"
    before = film.read_bytes()
    try:
        film.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        assert main(["verify", str(outputs), "--level", "2"]) == 8
        said, _ = capsys.readouterr()
    finally:
        film.write_bytes(before)
    assert "      `video/tiny/tiny.mp4` is not the file that the ledger lists\n          by the ledger " in said
    assert "  2 bytes      failed" in said


def test_programs_get_everything_as_json(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(outputs), "--level", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["animec_verify"] == 1
    assert said["sound"] is True
    (ledger,) = said["ledgers"]
    assert len(ledger["root"]) == 64
    assert [level["status"] for level in ledger["levels"]] == ["passed", "passed", "not run", "not run"]
    assert len(said["not_proven"]) > 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no `nowhere`"),
        (["{folder}"], "there is no ledger in"),
        (["{outputs}", "--level", "4"], "invalid choice"),
        (["{outputs}", "--key", "nowhere.pub"], ""),
    ],
)
def test_what_is_not_there_ends_with_two(
    words: list[str], said: str, outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "--key" in words:
        pytest.importorskip("cryptography")
    assert main(["verify", *(word.format(outputs=outputs, folder=tmp_path) for word in words)]) == 2
    assert said in capsys.readouterr().err


def test_a_key_is_made_signs_and_is_asked_for(
    outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cryptography")
    from renderer.evidence.ledger import root_of
    from renderer.evidence.signature import sign

    key, signature = tmp_path / "team", outputs / "video/tiny/ledger.sig"
    assert main(["verify", "--make-key", str(key)]) == 0
    wanted = ["verify", str(outputs), "--level", "0", "--key", f"{key}.pub"]
    assert main(wanted) == 8
    assert "it is not signed" in capsys.readouterr().out
    signature.write_text(sign(root_of((outputs / "video/tiny/ledger.jsonl").read_text()), key))
    try:
        assert main(wanted) == 0
        assert "signed by " in capsys.readouterr().out
    finally:
        signature.unlink()


def test_help_is_there_before_anything_heavy_is() -> None:
    code = (
        "import sys; from anime_compiler.cli.main import main; main(['verify', '--help']);"
        "print([name for name in ('numpy', 'cv2', 'av', 'PIL', 'renderer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "level 3  re-render" in done.stdout


def test_verifying_loads_neither_torch_nor_the_network(outputs: Path) -> None:
    code = (
        "import sys, socket\n"
        "def refuse(*_): raise AssertionError('it asks the network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from anime_compiler.cli.main import main\n"
        f"status = main(['verify', {str(outputs)!r}, '--json'])\n"
        "print([name for name in ('torch', 'diffusers', 'transformers', 'requests') if name in sys.modules], status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"
