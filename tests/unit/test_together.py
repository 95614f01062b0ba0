"""A spam link and a claim in one sentence raise each other; broken grammar makes a spun span surer."""

import pytest

from spincheck.api import check_text
from spincheck.model import DocumentReport, Severity
from spincheck.rules.base import Hit, Rule
from spincheck.rules.context import Context
from spincheck.rules.loader import all_rules
from spincheck.settings import Settings
from spincheck.sources import read_text
from spincheck.together import raise_together

LINK, CLAIM = "click through the following web page", "This tea cures arthritis in one week"


def severities(report: DocumentReport, category: str) -> list[Severity]:
    return [f.severity for f in report.findings if f.category == category]


def test_in_one_sentence_both_rise() -> None:
    settings = Settings(select=("LNK", "CLM"))
    apart = check_text(f"{CLAIM}. Just {LINK} for details.", settings=settings)
    close = check_text(f"{CLAIM}, just {LINK} for details.", settings=settings)
    assert severities(apart, "links")
    assert severities(apart, "claims")
    assert min(severities(close, "links")) > max(severities(apart, "links"))
    assert all(any(e.kind == "same-sentence" for e in f.evidence) for f in close.findings if f.category == "links")
    assert not any(e.kind == "same-sentence" for f in apart.findings for e in f.evidence)


def test_the_users_severity_wins() -> None:
    settings = Settings(select=("LNK", "CLM"), severity={"LNK202": "low", "LNK203": "low"})
    close = check_text(f"{CLAIM}, just {LINK} for details.", settings=settings)
    assert severities(close, "links")
    assert set(severities(close, "links")) == {Severity.LOW}


def _hits(*placed: tuple[str, int, int, float | None]) -> list[tuple[Rule, Hit]]:
    rules = {r.code: r for r in all_rules()}
    return [(rules[code], Hit(start, end, "x", confidence=sure)) for code, start, end, sure in placed]


def test_broken_grammar_makes_a_spun_span_surer() -> None:
    ctx = Context(read_text("The cells repair service report a obvious change.", name="x"), Settings())
    inside, away, broken, style = (
        ("SPN102", 4, 24, 0.8),
        ("SPN102", 32, 41, 0.8),
        ("GRM501", 10, 16, None),
        ("GRM504", 30, 45, None),
    )
    out = raise_together(ctx, _hits(inside, away, broken, style))
    assert out[0][1].confidence == pytest.approx(2 * 4 / (1 + 2 * 4))
    assert [e.kind for e in out[0][1].evidence] == ["grammar"]
    assert out[1][1] == _hits(away)[0][1]
    assert out[2:] == _hits(broken, style)
    assert raise_together(ctx, _hits(inside, style)) == _hits(inside, style)
