import json

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Family, Fix, Label, Level
from anime_compiler.diagnostics.render_json import render_json
from anime_compiler.diagnostics.source import Source, Span

SOURCE = Source("specs/clip_001.yaml", "seed: 1\ndurations: 4s\nseed: 2\n")
UNKNOWN_KEY = Code("unknown-key", Level.ERROR, "a key that the language does not have")
DUPLICATE_KEY = Code("duplicate-key", Level.ERROR, "a key stands twice in one map", Family.CONTEST)


def at(start: int, end: int) -> Span:
    return Span(SOURCE, start, end)


def test_every_key_is_there_and_positions_are_given_in_both_ways() -> None:
    fix = Fix("rename to `duration`", (Edit(at(8, 17), "duration"),), safe=True)
    found = Diagnostic(UNKNOWN_KEY, "there is no key `durations`", at(8, 17), "did you mean `duration`?", fix=fix)
    assert render_json([found]) == (
        """\
{
  "animec_diagnostics": 1,
  "findings": [
    {
      "code": "unknown-key",
      "level": "error",
      "family": "storyboard",
      "message": "there is no key `durations`",
      "help": "did you mean `duration`?",
      "file": "specs/clip_001.yaml",
      "range": {
        "start": {
          "line": 2,
          "column": 1,
          "offset": 8
        },
        "end": {
          "line": 2,
          "column": 10,
          "offset": 17
        }
      },
      "labels": [],
      "fix": {
        "title": "rename to `duration`",
        "safe": true,
        "edits": [
          {
            "file": "specs/clip_001.yaml",
            "range": {
              "start": {
                "line": 2,
                "column": 1,
                "offset": 8
              },
              "end": {
                "line": 2,
                "column": 10,
                "offset": 17
              }
            },
            "replacement": "duration"
          }
        ]
      }
    }
  ],
  "counts": {
    "error": 1,
    "warning": 0,
    "note": 0
  }
}"""
    )


def test_what_a_finding_does_not_have_is_null_or_empty() -> None:
    label = Label(at(0, 4), "first written here")
    found = Diagnostic(DUPLICATE_KEY, "`seed` stands twice", at(22, 26), labels=(label,))
    (finding,) = json.loads(render_json([found]))["findings"]
    assert finding["help"] is None
    assert finding["fix"] is None
    assert finding["family"] == "contest"
    assert finding["labels"] == [
        {
            "file": "specs/clip_001.yaml",
            "range": {
                "start": {"line": 1, "column": 1, "offset": 0},
                "end": {"line": 1, "column": 5, "offset": 4},
            },
            "text": "first written here",
        }
    ]


def test_nothing_found_is_a_document_too() -> None:
    counts = {"error": 0, "warning": 0, "note": 0}
    assert json.loads(render_json([])) == {"animec_diagnostics": 1, "findings": [], "counts": counts}


def test_findings_keep_their_order_and_are_counted_by_the_level_they_have() -> None:
    heavy = Diagnostic(UNKNOWN_KEY, "first", at(0, 0))
    light = heavy._replace(message="second", level_override=Level.WARNING)
    document = json.loads(render_json([light, heavy, light]))
    assert [finding["message"] for finding in document["findings"]] == ["second", "first", "second"]
    assert document["counts"] == {"error": 1, "warning": 2, "note": 0}


def test_columns_and_offsets_count_code_points() -> None:
    source = Source("a.yaml", "🌸 하나")
    found = Diagnostic(UNKNOWN_KEY, "`하나`", Span(source, 2, 4))
    (finding,) = json.loads(render_json([found]))["findings"]
    assert finding["range"]["start"] == {"line": 1, "column": 3, "offset": 2}
    assert finding["range"]["end"] == {"line": 1, "column": 5, "offset": 4}


def test_the_text_is_ascii_so_that_no_pipe_or_terminal_can_stumble() -> None:
    source = Source("하나\udc80.yaml", "")
    text = render_json([Diagnostic(UNKNOWN_KEY, "\x1b[2J \u202e 하나", Span(source, 0, 0))])
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["findings"][0]["message"] == "\x1b[2J \u202e 하나"
