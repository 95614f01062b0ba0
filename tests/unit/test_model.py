"""Severities, fingerprints and the JSON form."""

from hypothesis import given
from hypothesis import strategies as st

from spincheck.model import Severity, fingerprint, normalise


def test_severities_compare_by_rank() -> None:
    assert Severity.CRITICAL > Severity.HIGH > Severity.MEDIUM > Severity.LOW
    assert Severity.HIGH >= "high"
    assert max(Severity) is Severity.CRITICAL
    assert Severity.LOW.lowered() is Severity.LOW
    assert Severity.HIGH.lowered() is Severity.MEDIUM
    assert Severity.CRITICAL.raised() is Severity.CRITICAL


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.integers(1, 9))
def test_fingerprints_ignore_case_spacing_and_form(match: str, before: str, after: str, ordinal: int) -> None:
    first = fingerprint("SPN102", match, before, after, ordinal)
    assert first == fingerprint("SPN102", f"  {match.casefold()} ", before, after, ordinal) or normalise(match) != normalise(
        match.casefold()
    )
    assert first != fingerprint("SPN101", match, before, after, ordinal)
    assert first != fingerprint("SPN102", match, before, after, ordinal + 1)
    assert len(first) == 16


def test_curly_quotes_do_not_change_a_fingerprint() -> None:
    assert fingerprint("SPN102", "it’s", "a", "b", 1) == fingerprint("SPN102", "it's", "a", "b", 1)
