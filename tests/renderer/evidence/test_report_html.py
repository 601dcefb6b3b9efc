"""The page: whole in itself, without scripts, and whatever an author writes stays text."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from renderer.evidence.claims import BOARDS, MODELS, NOT_PROVEN, PROVEN, supported
from renderer.evidence.evidence import Evidence
from renderer.evidence.ledger import evidence_of, read_ledger
from renderer.evidence.report_html import report_html
from renderer.verify.recompile import recompiled
from tests.renderer.verify.renders import STILLS, Given, make

ROOT = "cd" * 32
VOID = {"meta", "br", "rect"}


class Page(HTMLParser):
    """Looks whether every tag is closed, and notes tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def evidence(folder: Path) -> Evidence:
    ledger = read_ledger((folder / "ledger.jsonl").read_text())
    return evidence_of(ledger, recompiled(ledger).plan)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return evidence(make(tmp_path_factory.mktemp("page") / "film"))


def test_it_is_whole_and_runs_nothing(film: Evidence) -> None:
    text = report_html(film, ROOT)
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert not re.search(r"url\(|@import|javascript:", text)


def test_a_browser_may_use_its_own_style_and_nothing_else(film: Evidence) -> None:
    text = report_html(film, ROOT)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy == f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"


def test_it_says_what_is_proven_and_as_plainly_what_is_not(film: Evidence) -> None:
    text = " ".join(Page(report_html(film, ROOT)).text.split())
    assert ROOT in text
    for claim in PROVEN:
        assert claim.full in text
    for _, full in (*supported(film.stack), *NOT_PROVEN):
        assert full in text
    assert "draft" in text
    for model in film.plan.models:
        assert model.identity in text
        assert model.licence in text


def test_a_stack_that_gives_other_bytes_each_time_is_not_said_to_be_provable(film: Evidence) -> None:
    text = Page(report_html(film._replace(is_deterministic=False), ROOT)).text
    assert "made again from the storyboard alone, and came out the same" not in text
    assert "compare by eye" in text


def test_boards_are_said_to_be_drawn_without_models(film: Evidence) -> None:
    text = Page(report_html(film._replace(stack=BOARDS), ROOT)).text
    assert MODELS[1] not in text
    assert "drawn without any model" in text


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'\"><svg onload=x>", "{{ 7*7 }}", "</style><b>", "&amp;"]
)
def test_whatever_is_written_stays_text(hostile: str, film: Evidence) -> None:
    source = film.source._replace(data=hostile.encode(), overrides=(hostile,), name=hostile)
    plan = film.plan._replace(title=hostile, ruleset=hostile, suppressed=(hostile,))
    files = tuple(file._replace(path=hostile) for file in film.files[:1])
    spoilt = film._replace(source=source, plan=plan, environment={hostile: hostile}, stack=hostile, files=files)
    page = Page(report_html(spoilt, ROOT))
    assert page.text.count(hostile) >= 8
    assert "script" not in page.tags
    assert page.tags.count("b") == Page(report_html(film, ROOT)).tags.count("b")


def test_stills_have_a_page_too(tmp_path: Path) -> None:
    text = Page(report_html(evidence(make(tmp_path / "out", Given(STILLS))), ROOT)).text
    assert "images/cat_02.png" in text
    assert "timeline" not in text


def test_a_plan_without_its_storyboard_is_said_to_be_one(film: Evidence) -> None:
    text = Page(report_html(film._replace(source=film.source._replace(data=b"")), ROOT)).text
    assert "without its storyboard" in text
