"""Pickles to safetensors: what is kept and what is left out, and that nothing in a pickle is run."""

import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from anime_compiler.errors import UsageError
from renderer.errors import BadModel
from renderer.weights import unpickle_child
from renderer.weights.alone import NoRoom
from renderer.weights.convert import Converted, Grant, _refusal, convert

GRANT = Grant(4 << 30, 1 << 24, 60)


class Code:
    """A pickle of this makes a folder when it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def converted(tmp_path: Path, saved: object, name: str = "old.ckpt", legacy: bool = False) -> Converted:
    torch.set_num_threads(1)
    torch.save(saved, tmp_path / name, _use_new_zipfile_serialization=not legacy)
    return convert(tmp_path / name, tmp_path / "new.safetensors", GRANT)


def read_here(tmp_path: Path, saved: object, name: str = "old.ckpt", legacy: bool = False) -> dict[str, int]:
    """The same without a process for it, which takes seconds to start."""
    torch.save(saved, tmp_path / name, _use_new_zipfile_serialization=not legacy)
    return unpickle_child._convert(torch, str(tmp_path / name), tmp_path)


def left(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in tmp_path.iterdir())


def test_a_checkpoint_of_training_gives_its_weights_to_the_bit(tmp_path: Path) -> None:
    whole = torch.randn(6, 2048).half()
    weights: OrderedDict[str, Any] = OrderedDict(
        {
            "model.diffusion_model.a.attn2.to_k.weight": whole,
            "model.diffusion_model.shared": whole,
            "model.diffusion_model.part": whole[1:3],
            "model.diffusion_model.turned": whole.T,
            "model.diffusion_model.steps": torch.tensor(7),
            "model_ema.diffusion_modela": whole,
            "model_ema.decay": torch.tensor(0.9),
            "name": "a text",
        }
    )
    optimizer = {"state": {0: {"step": 3, "exp_avg": whole}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    made = converted(tmp_path, {"state_dict": weights, "epoch": 3, "optimizer_states": [optimizer]})
    assert made.family == "sdxl"
    assert made.header.dtypes() == {"F16": 4, "I64": 1}
    assert made.dropped == {
        "what is no tensor": 2,
        "state of training": 4,
        "averages of other weights (EMA)": 2,
    }
    found = load_file(tmp_path / "new.safetensors")
    assert set(found) == {name for name in weights if name.startswith("model.")}
    assert all(torch.equal(found[name], weights[name]) for name in found)
    assert left(tmp_path) == ["new.safetensors", "old.ckpt"]


def test_parts_that_are_kept_apart_get_names_with_dots(tmp_path: Path) -> None:
    parts = {"image_proj": {"w": torch.ones(2)}, "ip_adapter": {"1.to_k_ip.weight": torch.ones(1, 768)}}
    assert read_here(tmp_path, parts) == {}
    assert sorted(load_file(tmp_path / "weights.safetensors")) == ["image_proj.w", "ip_adapter.1.to_k_ip.weight"]


def test_a_file_of_the_old_format_is_read_and_averages_are_preferred_where_they_are_what_runs(tmp_path: Path) -> None:
    saved = {"params_ema": {"w": torch.ones(2)}, "params": {"w": torch.zeros(2)}}
    assert read_here(tmp_path, saved, "old.pth", legacy=True) == {"averages of other weights (EMA)": 1}
    assert torch.equal(load_file(tmp_path / "weights.safetensors")["w"], torch.ones(2))


@pytest.mark.parametrize("form", ["torch", "legacy", "pickle"])
def test_code_in_any_form_of_pickle_is_not_run(form: str, tmp_path: Path) -> None:
    saved = {"w": torch.ones(2), "code": Code(tmp_path / "was run")}
    if form == "pickle":
        (tmp_path / "old.ckpt").write_bytes(pickle.dumps({"code": saved["code"]}, protocol=2))
    else:
        torch.save(saved, tmp_path / "old.ckpt", _use_new_zipfile_serialization=form == "torch")
    with pytest.raises(pickle.UnpicklingError, match="Weights only"):
        unpickle_child._convert(torch, str(tmp_path / "old.ckpt"), tmp_path)
    assert left(tmp_path) == ["old.ckpt"]


def test_code_in_a_pickle_is_refused_plainly(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2), "code": Code(tmp_path / "was run")}, tmp_path / "old.ckpt")
    with pytest.raises(BadModel) as refused:
        convert(tmp_path / "old.ckpt", tmp_path / "new.safetensors", GRANT)
    assert str(refused.value) == (
        "`old.ckpt` is no dictionary of tensors: it holds code beside its numbers, and none of it was run"
    )
    assert refused.value.exit_status == 5
    assert left(tmp_path) == ["old.ckpt"]


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ([torch.ones(2)], "it holds a list, and no dictionary of tensors"),
        ({"epoch": 3}, "there are no tensors in it"),
        ({"w": torch.ones(2).to_sparse()}, "`w` is no plain tensor"),
        ({"a.b": torch.ones(2), "a": {"b": torch.ones(3)}}, r"two of its tensors would be `a\.b`"),
    ],
)
def test_what_is_no_dictionary_of_tensors(saved: object, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=says):
        read_here(tmp_path, saved)
    assert left(tmp_path) == ["old.ckpt"]


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(999)}, tmp_path / "old.pt")
    (tmp_path / "old.pt").write_bytes((tmp_path / "old.pt").read_bytes()[:-800])
    with pytest.raises((OSError, RuntimeError)) as raised:  # by the version of torch
        unpickle_child._convert(torch, str(tmp_path / "old.pt"), tmp_path)
    assert "\n" not in unpickle_child._fault(raised.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello world" * 9, b"<html>not found</html>", b"\x80\x02" + b"\xc3" * 99],
    ids=["nothing", "text", "page", "bytes"],
)
def test_what_is_no_pickle_is_not_said_to_hold_code(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "old.pt").write_bytes(content)
    with pytest.raises((EOFError, pickle.UnpicklingError)) as raised:
        unpickle_child._convert(torch, str(tmp_path / "old.pt"), tmp_path)
    assert unpickle_child._fault(raised.value) == "it cannot be read, or is not whole"


@pytest.mark.parametrize(
    ("status", "fault", "says"),
    [
        (3, "PytorchStreamReader failed", "`x.pt` is no dictionary of tensors: it is not whole"),
        (3, "there are no tensors in it", "`x.pt` is no dictionary of tensors: there are no tensors in it"),
        (-9, "", "`x.pt` cannot be converted: the process that read it was stopped by signal 9"),
        (1, "", "`x.pt` cannot be converted: the process that read it ended with 1"),
    ],
)
def test_how_it_ends_is_told(status: int, fault: str, says: str) -> None:
    assert str(_refusal(Path("x.pt"), status, {"fault": fault})) == says


def test_more_memory_than_granted_is_not_given(tmp_path: Path) -> None:
    bomb = torch.zeros(1, dtype=torch.uint8).expand(8 << 30)  # one byte in the file, eight gigabytes when written out
    torch.save({"w": bomb}, tmp_path / "old.pt")
    with pytest.raises(NoRoom) as refused:
        convert(tmp_path / "old.pt", tmp_path / "new.safetensors", GRANT)
    assert str(refused.value) == "`old.pt` needs more memory than its size allows"
    assert left(tmp_path) == ["old.pt"]


def test_more_time_than_granted_is_not_given(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "old.pt")
    with pytest.raises(BadModel, match="was not converted within 0 seconds"):
        convert(tmp_path / "old.pt", tmp_path / "new.safetensors", GRANT._replace(seconds=0))
    assert left(tmp_path) == ["old.pt"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gone.ckpt", "new.safetensors", "there is no file"),
        ("a.zip", "new.safetensors", "is no pickle of weights by its name"),
        ("a.ckpt", "new.bin", "should end in `.safetensors`"),
        ("a.ckpt", "there.safetensors", "is there already"),
    ],
)
def test_what_cannot_be_asked_for(old: str, new: str, says: str, tmp_path: Path) -> None:
    for name in ("a.zip", "a.ckpt", "there.safetensors"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageError, match=says):
        convert(tmp_path / old, tmp_path / new)


@pytest.mark.parametrize(
    "event",
    [("socket.connect", ()), ("subprocess.Popen", ()), ("os.system", ()), ("open", ("/etc/x", "w", os.O_WRONLY))],
)
def test_what_the_process_may_not_do(event: tuple[str, tuple[Any, ...]], tmp_path: Path) -> None:
    with pytest.raises(PermissionError):
        unpickle_child._guard(tmp_path, *event)


def test_what_the_process_may_do(tmp_path: Path) -> None:
    unpickle_child._guard(tmp_path, "open", (str(tmp_path / "x"), "w", os.O_WRONLY))
    unpickle_child._guard(tmp_path, "open", ("/etc/x", "r", os.O_RDONLY))
    unpickle_child._guard(tmp_path, "import", ("torch",))
