"""A spam link and a claim in one sentence raise each other; apart they do not."""

from spincheck.api import check_text
from spincheck.model import DocumentReport, Severity
from spincheck.settings import Settings

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
