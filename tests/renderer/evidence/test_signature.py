"""Signatures: made by a key, checked against a root, refused for anything else."""

import json
import sys
from pathlib import Path

import pytest

from anime_compiler.errors import UnusableEnvironment, UsageError
from renderer.errors import NotVerified
from renderer.evidence import signature
from renderer.evidence.signature import make_key, public_key_in, read_signature, sign, signer
from tests.renderer.verify.renders import STILLS, Given, failed_levels, make, said, verified

ROOT, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def key(tmp_path: Path) -> Path:
    pytest.importorskip("cryptography")
    make_key(tmp_path / "team")
    return tmp_path / "team"


def test_what_a_key_has_signed_is_known_by_its_public_half(key: Path) -> None:
    assert signer(sign(ROOT, key), ROOT) == public_key_in(key.with_name("team.pub"))


def test_only_the_owner_can_read_a_key_and_none_is_written_over(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="is there already"):
        make_key(key)


def test_a_signature_is_of_one_root_only(key: Path) -> None:
    text = sign(ROOT, key)
    with pytest.raises(NotVerified, match="another ledger"):
        signer(text, OTHER)
    with pytest.raises(NotVerified, match="not one of its key"):
        signer(text.replace(ROOT, OTHER), OTHER)


def test_a_signature_of_another_key_does_not_pass(key: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "rival")
    one, other = (json.loads(sign(ROOT, file)) for file in (key, tmp_path / "rival"))
    mixed = json.dumps({**one, "public_key": other["public_key"]}, indent=1) + "\n"
    with pytest.raises(NotVerified, match="not one of its key"):
        signer(mixed, ROOT)


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", "[" * 9999, '{"animec_signature": 1}', "null"])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(NotVerified, match="no signature"):
        read_signature(text)


def test_a_signature_can_be_written_in_one_way_only() -> None:
    fields = {"animec_signature": 1, "public_key": ROOT, "root": ROOT, "signature": ROOT * 2}
    text = json.dumps(fields, indent=1) + "\n"
    assert read_signature(text).root == ROOT
    for other in (text.upper(), text.strip(), text + " ", text.replace("1,", "2,"), text.replace('"root"', '"Root"')):
        with pytest.raises(NotVerified):
            read_signature(other)


def test_a_file_that_holds_no_key_is_told_apart(key: Path, tmp_path: Path) -> None:
    (tmp_path / "none").write_text("no key")
    for wrong in (tmp_path / "none", key):
        with pytest.raises(UsageError, match="no public key"):
            public_key_in(wrong)
    for wrong in (tmp_path / "none", key.with_name("team.pub")):
        with pytest.raises(UsageError, match="no key that can sign"):
            sign(ROOT, wrong)
    with pytest.raises(UsageError, match="there is no file"):
        sign(ROOT, tmp_path / "nowhere")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UnusableEnvironment) as refused:
        make_key(tmp_path / "team")
    assert refused.value.cure == "pip install 'animec[sign]'"
    assert refused.value.exit_status == 7


def test_a_render_that_is_signed_is_known_by_its_key(key: Path, tmp_path: Path) -> None:
    folder = make(tmp_path / "out", Given(STILLS))
    public = public_key_in(key.with_name("team.pub"))
    report = verified(tmp_path / "out", 0, public)
    assert said(report) == "0: it is not signed"
    file = folder / signature_name()
    file.write_text(sign(report.verdicts[0].root, key))
    assert verified(tmp_path / "out", 2, public).is_sound
    assert verified(tmp_path / "out", 2).verdicts[0].levels[0].remarks[0].startswith(f"signed by {public}")
    make_key(tmp_path / "rival")
    file.write_text(sign(report.verdicts[0].root, tmp_path / "rival"))
    assert said(verified(tmp_path / "out", 0, public)) == "0: it is signed by another key"
    file.write_text(sign(OTHER, key))
    assert failed_levels(verified(tmp_path / "out", 0)) == [0]


def signature_name() -> str:
    from renderer.evidence.places import SIGNATURE_NAME

    return SIGNATURE_NAME


def test_the_private_half_never_appears_in_what_is_written(key: Path) -> None:
    secret = key.read_text().splitlines()[1]
    assert secret not in sign(ROOT, key)
    assert secret not in key.with_name("team.pub").read_text()
    assert signature.SIGNATURE_VERSION == 1
