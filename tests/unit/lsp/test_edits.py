"""Where suppressions and allowed phrases are written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from spincheck.engine import Engine
from spincheck.lsp.allowing import addition, target
from spincheck.lsp.suppressing import comment, insertion
from spincheck.model import Finding, State
from spincheck.run import standard_filters
from spincheck.settings import Settings
from spincheck.sources import read_text

SETTINGS = Settings(level="fast", select=("SPN",))
SENTENCE = "How the chilly laser treats bosom disease and blood poisoning today."


def found(text: str, kind: str) -> tuple[Finding, ...]:
    document = read_text(text, name="<a>", format=kind)
    report = Engine(SETTINGS).check(document, standard_filters(SETTINGS))
    return tuple(f for f in report.findings if f.text == "bosom disease")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("markdown", f"# Title\n\n{SENTENCE}\n"),
        ("markdown", f"# {SENTENCE}\n"),
        ("markdown", f"Intro.\n\n- one\n- {SENTENCE}\n- three\n"),
        ("markdown", f"> {SENTENCE}\n> more\n"),
        ("markdown", f"| a | b |\n|---|---|\n| one | {SENTENCE} |\n"),
        ("markdown", "[How the chilly laser treats bosom disease and blood poisoning today.](https://example.org/)\n"),
        ("markdown", f"\U0001f600 one\r\n\r\n{SENTENCE}\r\n"),
        ("html", f"<html><body><main><h1>Title</h1><p>{SENTENCE}</p><ul><li>{SENTENCE}</li></ul></main></body></html>"),
        ("text", f"Title\n\n{SENTENCE}\n\nThe end.\n"),
    ],
)
def test_the_comment_suppresses_exactly_its_finding(kind: str, text: str) -> None:
    before = found(text, kind)
    assert before
    document = read_text(text, name="<a>", format=kind)
    place = insertion(document, before[-1], "quoted source")
    assert place is not None
    edited = text[: place.offset] + place.text + text[place.offset :]
    after = found(edited, kind)
    assert len(after) == len(before)
    assert after[-1].state is State.SUPPRESSED
    assert after[-1].state_reason == "quoted source"
    assert all(f.state is State.NEW for f in after[:-1])


def test_a_reason_cannot_break_the_comment() -> None:
    assert comment("SPN102", 'x" --> <b>') == '<!-- spincheck: ignore[SPN102] reason="x b" -->'


@pytest.mark.parametrize(
    ("config", "pyproject"),
    [
        ("", False),
        ("# mine\nlevel = 'fast'\n", False),
        ('allow = ["cold laser"]\n', False),
        ("allow = []\n", False),
        ('allow = [\n    # why\n    "cold laser",\n]\n\n[spun]\nmin-confidence = 0.9\n', False),
        ("[claims]\ncues = []\n", False),
        ('[project]\nname = "x"\n\n[tool.spincheck]\nlevel = "fast"\n', True),
        ('[tool.spincheck]\nallow = ["a"]\n[tool.other]\nallow = ["b"]\n', True),
        ("[tool.spincheck]", True),
    ],
)
def test_a_phrase_is_added_and_nothing_else_changes(config: str, pyproject: bool) -> None:
    added = addition(config, 'the "warm"\n needle', pyproject=pyproject)
    assert added is not None
    offset, text = added
    before, after = tomllib.loads(config), tomllib.loads(config[:offset] + text + config[offset:])
    if pyproject:
        assert before.get("project") == after.get("project")
        assert before["tool"].get("other") == after["tool"].get("other")
        before, after = before["tool"]["spincheck"], after["tool"]["spincheck"]
    assert after.pop("allow") == ['the "warm" needle', *before.pop("allow", [])]
    assert before == after


@pytest.mark.parametrize("config", ['allow = ["warm needle"]', "not toml", 'allow = "one"\n'])
def test_what_cannot_be_extended_is_left_alone(config: str) -> None:
    assert addition(config, "warm needle") is None


def test_a_new_configuration_goes_to_the_root(tmp_path: Path) -> None:
    assert target(str(tmp_path / "a" / "b.md"), tmp_path) == tmp_path / "spincheck.toml"
