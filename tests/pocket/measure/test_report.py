"""The report as text and as JSON, and the whole way from a folder of weights to it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from diffusers import StableDiffusionXLPipeline

from pocket.measure import __main__ as command
from pocket.measure import colour, judge, questions, report
from pocket.measure.fidelity import Fidelity
from pocket.measure.judge import Judge
from pocket.measure.referee import Distances, Diversity, Findings, Line
from pocket.train import denoiser, tokenizer, vae
from pocket.train.denoiser import Shape

TINY = Shape((4, 8, 12), 1, (1, 1, 1), 2, 2)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command is modest with the machine; the tests after it need not be."""
    before = torch.get_num_threads()
    monkeypatch.setattr("os.nice", lambda by: by)
    yield
    torch.set_num_threads(before)


def findings() -> Findings:
    lines = [
        Line("gender", 0.7, (98, 100), (95, 100), (81, 90)),
        Line("weather", 0.5, (50, 100), (40, 100), (0, 0)),
        Line("eye colour, close-up", 0.2, (9, 10), (8, 10), (7, 10)),
    ]
    kept = [Fidelity((320, 192), 64, 31.234, 28.5, 60, 0.1234)]
    made = torch.zeros(2, 3, 8, 8)
    return Findings(lines, kept, Diversity(0.876, 0.5, 8, 8), Distances(200, 600, 1.5, 2.5, 7.25), made, ["a", "b"])


def test_the_table_says_every_figure() -> None:
    lines = report.table(findings()).splitlines()
    rows = {line[:23].strip(): line[23:].split() for line in lines[:5]}
    assert rows["gender"] == ["90", "70.0", "98.0", "95.0", "90.0", "82.1", "to", "94.6"]
    assert rows["weather"] == ["0", "50.0", "50.0", "40.0", "-", "-"]
    assert rows["mean of all attributes"] == ["60.0", "74.0", "67.5", "90.0"]
    text = "\n".join(lines)
    for figure in ("320x192", "31.23 dB", "28.50 dB", "12.3 %", "0.88", "0.50", "1.50", "2.50", "7.25"):
        assert figure in text
    assert "100 held-out drawings" in text


def test_columns_stand_below_their_headings() -> None:
    heading, *rows = report.table(findings()).splitlines()[:4]
    for name in ("n", "chance", "drawn, VAE", "generated"):
        end = re.search(rf"\b{name}(?=\s)", heading)
        assert end is not None
        assert all(row[end.end() - 1] != " " for row in rows), name


def test_hashes_are_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae" / "weights").write_bytes(b"abc")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (tmp_path / "empty").write_bytes(b"")
    assert report.hashes(tmp_path) == {
        "empty": empty,
        "vae/weights": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a family that has learnt nothing."""
    root = tmp_path_factory.mktemp("family")
    tokenizer.write_tokenizers(root / "words")
    words = [tokenizer.read_tokenizer(root / "words" / name) for name in ("tokenizer", "tokenizer_2")]
    first, second = denoiser.new_text_encoders(TINY, words[0])
    pipeline = StableDiffusionXLPipeline(
        vae=vae.new_vae(),
        text_encoder=first,
        text_encoder_2=second,
        tokenizer=words[0],
        tokenizer_2=words[1],
        unet=denoiser.new_unet(TINY),
        scheduler=denoiser.new_scheduler(),
        force_zeros_for_empty_prompt=True,
        add_watermarker=False,
    )
    pipeline.save_pretrained(root / "weights", safe_serialization=True)
    return root / "weights"


AMOUNTS = "--pictures 3 --drawings 40 --restored 2 --prompts 2 --seeds 2 --steps 2 --size 128x128"


def test_a_folder_of_weights_is_measured(family: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge.save(Judge(), tmp_path / "judge.safetensors", {"right: time": "1 of 3"})
    places = ["--weights", str(family), "--judge", str(tmp_path / "judge.safetensors"), "--out", str(tmp_path / "out")]
    command.main([*AMOUNTS.split(), *places])
    printed = capsys.readouterr().out
    facts = json.loads((tmp_path / "out" / "report.json").read_text())
    assert printed == (tmp_path / "out" / "report.txt").read_text()
    assert set(facts["attributes"]) == {*(row.label for row in questions.ROWS), colour.LABEL}
    assert facts["attributes"]["place"]["generated"]["of"] == 3
    assert facts["attributes"]["place"]["drawn"]["of"] == 40
    assert facts["command"].startswith("python -m pocket.measure --pictures 3")
    assert facts["weights"]["sha256"]["unet/diffusion_pytorch_model.safetensors"] == report.sha256(
        family / "unet" / "diffusion_pytorch_model.safetensors"
    )
    assert facts["judge"]["sha256"] == report.sha256(tmp_path / "judge.safetensors")
    assert facts["judge"]["right: time"] == "1 of 3"
    assert facts["manner"] == {
        "size": [128, 128],
        "steps": 2,
        "guidance": 4.0,
        "guidance_rescale": 0.7,
        "precision": "fp32",
    }
    assert [one["size"] for one in facts["vae"]] == [[256, 256], [128, 128], [320, 192]]
    assert facts["frechet"]["pictures"] == 3
    assert (tmp_path / "out" / "pictures.png").read_bytes().startswith(b"\x89PNG")

    command.main([*AMOUNTS.split(), "--json", *places])
    again = json.loads(capsys.readouterr().out)
    for fact in ("attributes", "vae", "diversity", "frechet"):
        assert again[fact] == facts[fact]


def test_more_than_there_are_seeds_for_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--pictures", "2001"])
    assert "2001 is not between 2 and 2000" in capsys.readouterr().err
