"""What a score that people trust must do."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.model import Finding, Severity, State
from spincheck.score import CAP_BOTH, CAP_CRITICAL, CAP_URL, URL_IN_PLACE, grade, score, weights

CODES = {"spun": "SPN102", "links": "LNK205", "claims": "CLM305", "readability": "RDB401", "grammar": "GRM501"}


def finding(
    category: str = "spun", severity: str = "high", confidence: float = 0.9, start: int = 0, rule: str = ""
) -> Finding:
    code = rule or CODES[category]
    return Finding(code, "x", category, Severity(severity), confidence, start, start + 3, 1, 1, 1, 4, "abc", "m")


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(sorted(CODES)),
        st.sampled_from([s.value for s in Severity]),
        st.floats(0.05, 1.0),
        st.integers(0, 5000),
        st.just(""),
    ),
    max_size=25,
)


def overall(found: list[Finding], words: int = 700, credit: float = 0.0) -> float:
    result, _ = score(found, words, credit=credit)
    assert result.overall is not None
    return result.overall


def test_nothing_found_is_a_hundred() -> None:
    result, _ = score([], 500)
    assert (result.overall, result.grade, result.verdict) == (100.0, "A", "pass")


def test_a_short_text_is_not_scored() -> None:
    result, found = score([finding(severity="critical")], 99)
    assert (result.overall, result.grade, result.verdict) == (None, "not scored", "not scored")
    assert found[0].points == 0


@given(findings, st.integers(100, 5000))
def test_bounds_order_and_itemised_points(found: list[Finding], words: int) -> None:
    result, scored = score(found, words)
    assert result.overall is not None
    assert 0 <= result.overall <= 100
    again, _ = score(list(reversed(found)), words)
    assert again.overall == pytest.approx(result.overall)
    assert (again.caps, [n for n, _ in again.contributions]) == (result.caps, [n for n, _ in result.contributions])
    assert math.isclose(sum(f.points for f in scored), 100 - result.overall, abs_tol=1e-6)


@given(
    findings,
    st.builds(finding, st.sampled_from(sorted(CODES)), st.sampled_from([s.value for s in Severity])),
    st.integers(100, 3000),
)
def test_adding_a_finding_never_raises_a_score(found: list[Finding], extra: Finding, words: int) -> None:
    assert overall([*found, extra], words) <= overall(found, words) + 1e-9


@given(findings, st.floats(0, 0.2), st.floats(0, 0.2))
def test_adding_evidence_never_lowers_a_score(found: list[Finding], a: float, b: float) -> None:
    assert overall(found, credit=max(a, b)) >= overall(found, credit=min(a, b)) - 1e-9


@given(findings, st.integers(300, 3000))
def test_doubling_a_text_moves_it_by_at_most_one(found: list[Finding], words: int) -> None:
    doubled = found + [replace(f, start=f.start + 10_000, end=f.end + 10_000) for f in found]
    assert abs(overall(doubled, 2 * words) - overall(found, words)) <= 1


@given(st.integers(300, 1_000_000))
def test_clean_padding_never_lifts_a_cap(words: int) -> None:
    critical, planted = finding("claims", "critical"), finding("links", "high", 0.95, 9, URL_IN_PLACE)
    assert overall([critical], words) <= CAP_CRITICAL
    assert overall([planted], words) <= CAP_URL
    assert overall([critical, planted], words) <= CAP_BOTH


def test_only_new_findings_count() -> None:
    hidden = [replace(finding("claims", "critical"), state=s) for s in State if s is not State.NEW]
    assert overall(hidden) == 100


def test_readability_counts_only_when_asked_for() -> None:
    found = [finding("readability", "medium")]
    assert overall(found) == 100
    result, _ = score(found, 700, readability_counts=True)
    assert result.overall is not None
    assert result.overall < 100


@pytest.mark.parametrize(
    ("value", "letter"), [(100, "A"), (90, "A"), (89.9, "B"), (80, "B"), (70, "C"), (60, "D"), (59.9, "F"), (0, "F")]
)
def test_grades(value: float, letter: str) -> None:
    assert grade(value) == letter


def test_the_published_weights_are_complete() -> None:
    assert set(weights().half) == {"spun", "links", "claims", "readability"}
    assert all(v > 0 for v in weights().half.values())
