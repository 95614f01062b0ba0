"""Without the language model: closed-class words still decide, and the report says what was left open."""

import pytest

from spincheck.engine import Engine
from spincheck.language import pipeline
from spincheck.rules.links import rules
from spincheck.settings import Settings
from spincheck.sources import read_text

URL = "https://www.example.com/beauty/summer-dress-trends/"


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(level: str = "parsed") -> None:
        raise pipeline.LanguageUnavailable("the language model is not in this installation", "reinstall spincheck")

    monkeypatch.setattr(pipeline, "load", refuse)


@pytest.mark.parametrize(
    "sentence",
    [
        f"{URL} -invasive care uses light.",
        f"{URL} by boosting repair and easing the pain.",
        f"Ask for a {URL} that fits your day.",
    ],
)
def test_clear_cases_are_still_found(sentence: str) -> None:
    report = Engine(Settings(), rules()).check(read_text(f"It went down quickly. {sentence}"))
    assert [f.text for f in report.findings if f.rule == "LNK201"] == [URL]


def test_what_was_left_open_is_named() -> None:
    report = Engine(Settings(), rules()).check(
        read_text(f"It went down quickly. Good posture {URL} reduces the strain on joints.")
    )
    assert [n.check for n in report.not_checked] == ["links:grammar"]
    assert all(f.severity < "high" for f in report.findings)


def test_no_note_without_need() -> None:
    report = Engine(Settings(), rules()).check(
        read_text("Good posture reduces the strain. Visit https://www.example.org/a for more.")
    )
    assert not report.not_checked
