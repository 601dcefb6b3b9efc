"""The seam to the Hub, against huggingface_hub itself and a small server on this machine."""

import errno
import json
import os
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import huggingface_hub
import pytest
from huggingface_hub import constants, errors

from renderer.errors import BadModel
from renderer.weights.alone import NoRoom
from renderer.weights.fetch import fetch, offer_of
from renderer.weights.hub import HubFile, HuggingFace, Listing, NoConnection, RepoGone, insist_plain
from renderer.weights.shelf import Shelf
from renderer.weights.wanted import Wish
from tests.renderer.weights.files import model, write

COMMIT = "0123456789abcdef0123456789abcdef01234567"
STYLE = model("style", repo="maker/style", file="style.safetensors")


# What the Hub answers where repositories are not for everybody, were taken down, or something else answers for it.
ANSWERS = {
    "/api/models/maker/gone-for-good": (b"{}", {}, 410),
    "/api/models/maker/for-legal-reasons": (b"{}", {}, 451),
    "/api/models/maker/disabled": (b"{}", {"X-Error-Message": "Access to this resource is disabled."}, 403),
    "/api/models/maker/gated": (json.dumps({"id": "maker/gated", "sha": COMMIT, "gated": "auto"}).encode(), {}, 200),
    "/api/models/maker/gated/auth-check": (b"{}", {"X-Error-Code": "GatedRepo"}, 403),
    "/api/models/maker/login-page": (b"<html>log in to this network</html>", {}, 200),
    "/api/models/maker/broken": (b"{}", {}, 500),
}


class Server(BaseHTTPRequestHandler):
    """As much of the Hub as it takes to list one repository and to send its one file."""

    content: ClassVar[bytes] = b""
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/api/models/maker/style"):
            lfs = {"size": len(self.content), "sha256": sha256(self.content).hexdigest(), "pointerSize": 1}
            files = [{"rfilename": "style.safetensors", "size": len(self.content), "lfs": lfs}]
            self._send(json.dumps({"id": "maker/style", "sha": COMMIT, "siblings": files}).encode(), {})
        elif self.path == f"/maker/style/resolve/{COMMIT}/style.safetensors":
            self._send_file()
        elif (answer := ANSWERS.get(self.path.split("?")[0])) is not None:
            self._send(*answer)
        else:
            self._send(b"{}", {"X-Error-Code": "RepoNotFound"}, 404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send_file(self) -> None:
        digest = sha256(self.content).hexdigest()
        about = {"ETag": f'"{digest}"', "X-Repo-Commit": COMMIT, "X-Linked-Size": str(len(self.content))}
        self._send(self.content, about)

    def _send(self, content: bytes, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    Server.content = write(tmp_path / "x.safetensors").read_bytes()
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    for name, value in {"ENDPOINT": address, "HF_HUB_OFFLINE": False, "HF_HUB_DISABLE_IMPLICIT_TOKEN": True}.items():
        monkeypatch.setattr(constants, name, value)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("served")
def test_a_file_comes_through_the_real_library(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "models")
    hub = HuggingFace()
    told: list[str] = []
    offer = offer_of(hub, Wish(STYLE))
    assert offer.listing.revision == COMMIT
    assert offer.size == len(Server.content)
    assert offer.files[0].file.sha256 == sha256(Server.content).hexdigest()
    locked = fetch(hub, shelf, offer, told.append)
    assert shelf.find(STYLE).path.read_bytes() == Server.content
    assert locked.revision == COMMIT
    assert told == ["style: style.safetensors (1 of 1)"]
    assert [path for path in Server.asked if "resolve" in path]
    with pytest.raises(RepoGone, match="there is no repository `maker/gone`, or not for everybody"):
        hub.listing("maker/gone", "")


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("repo", "says"),
    [
        ("maker/gone-for-good", "was taken down"),
        ("maker/for-legal-reasons", "was taken down"),
        ("maker/disabled", "was taken down"),
        ("maker/gated", "is given only to those who accepted its terms on its page"),
        ("maker/gone", "there is no repository"),
        ("no such name", "cannot be the name of a repository"),
    ],
)
def test_where_a_repository_is_not_to_be_had_its_mirror_is_taken(repo: str, says: str) -> None:
    hub = HuggingFace()
    with pytest.raises(RepoGone, match=says):
        hub.listing(repo, "")
    offer = offer_of(hub, Wish(STYLE._replace(repo=repo), mirrors=("maker/style",)))
    assert offer.listing.repo == "maker/style"


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("repo", ["maker/login-page", "maker/broken"])
def test_no_mirror_is_taken_where_the_network_is_at_fault(repo: str) -> None:
    with pytest.raises(NoConnection, match=f"`{repo}` cannot be reached"):
        offer_of(HuggingFace(), Wish(STYLE._replace(repo=repo), mirrors=("maker/style",)))


@pytest.mark.parametrize(
    "error", [errors.XetDownloadError("cut"), errors.LocalEntryNotFoundError("cut"), RuntimeError("cut")]
)
def test_a_download_that_breaks_off_is_a_matter_of_the_network(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", break_off)
    with pytest.raises(NoConnection, match="`maker/style` cannot be reached: cut"):
        HuggingFace().download(Listing("maker/style", COMMIT, ()), HubFile("a.safetensors", 1), tmp_path)


def test_a_disk_that_fills_up_meanwhile_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fill)
    with pytest.raises(NoRoom, match="is full") as refused:
        HuggingFace().download(Listing("maker/style", COMMIT, ()), HubFile("a.safetensors", 1), tmp_path)
    assert refused.value.exit_status == 6


def test_what_cannot_be_reached_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(NoConnection, match="HF_HUB_OFFLINE forbids to use the network"):
        HuggingFace().listing("maker/style", "")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(NoConnection, match="`maker/style` cannot be reached"):
        HuggingFace().listing("maker/style", "")


@pytest.mark.parametrize(
    ("revision", "path"),
    [("/../../../e" + "a" * 29, "a.safetensors"), ("main", "a.safetensors")]
    + [
        ("c0ffee42" * 5, path)
        for path in ("../a.safetensors", "/abs/a.safetensors", "a//b.json", "a\\b.json", "", "./a")
    ],
)
def test_a_listing_that_leads_out_of_a_folder_is_refused(revision: str, path: str) -> None:
    with pytest.raises(BadModel):
        insist_plain(Listing("maker/x", revision, (HubFile(path, 1),)))


def test_a_plain_listing_passes() -> None:
    listing = Listing("maker/x", "c0ffee42" * 5, (HubFile("unet/model.safetensors", 1),))
    assert insist_plain(listing) is listing
