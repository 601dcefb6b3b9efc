"""A film plays in a real browser, from the first frame to the last; the browser itself says so."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from renderer.store.store import Store
from tests.renderer.films import TWO_SHOTS, plan_of, rendered

_BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
_PAGE = b"""<!doctype html><video muted src="film.mp4"></video><script>
const video = document.querySelector("video");
const tell = (what) => fetch("/", {method: "POST", body: JSON.stringify(what)});
video.onerror = () => tell({error: video.error.message});
video.onended = () => tell({duration: video.duration, width: video.videoWidth, height: video.videoHeight,
                            frames: video.getVideoPlaybackQuality().totalVideoFrames});
video.play().catch((error) => tell({error: String(error)}));
</script>"""


class _Site(BaseHTTPRequestHandler):
    """One page, one film, and an ear for what the page has to tell."""

    def __init__(self, film: bytes, told: "Queue[Any]", *given: Any) -> None:
        self.film, self.told = film, told
        super().__init__(*given)

    def do_GET(self) -> None:
        is_film = self.path == "/film.mp4"
        body, kind = (self.film, "video/mp4") if is_film else (_PAGE, "text/html")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *given: Any) -> None:
        """Nobody reads it."""


@contextmanager
def site(film: bytes, told: "Queue[Any]") -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, film, told))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(_BROWSER is None, reason="there is no Chromium here to play a film in")
def test_the_delivery_plays_to_its_end(tmp_path: Path) -> None:
    done = rendered(plan_of(TWO_SHOTS), tmp_path / "store").rendered
    film = Store(tmp_path / "store").read(done.results["film"].parts["delivery.mp4"])
    told: Queue[Any] = Queue()
    with site(film, told) as address:
        words = [str(_BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
        words += ["--autoplay-policy=no-user-gesture-required", f"--user-data-dir={tmp_path / 'profile'}", address]
        browser = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            seen = told.get(timeout=60)
        finally:
            browser.kill()
            browser.wait()
    assert seen == {"duration": 5, "width": 64, "height": 64, "frames": 40}
