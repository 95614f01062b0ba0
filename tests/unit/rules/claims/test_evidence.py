"""What supports a claim, and how far it reaches."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from spincheck.engine import Engine
from spincheck.errors import SourceError
from spincheck.rules.claims import _evidence
from spincheck.rules.claims._analysis import claims
from spincheck.rules.context import Context
from spincheck.settings import ClaimsSettings, Settings
from spincheck.sources import read_bytes


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in claims(Context(read_bytes(text.encode(), name="a.txt"), Settings()))]


def test_a_citation_reaches_its_own_and_the_next_sentence() -> None:
    assert verdicts("Massage eases back pain (PMID: 26054060).") == ["supported"]
    assert verdicts("It was tried (PMID: 26054060). Massage eases back pain.") == ["supported"]
    assert verdicts("It was tried (PMID: 26054060). The weather was fine. Massage eases back pain.") == ["unsupported"]


def test_a_citation_does_not_cross_paragraphs() -> None:
    assert verdicts("It was tried (PMID: 26054060).\n\nMassage eases back pain.") == ["unsupported"]


def test_numbers_must_resolve() -> None:
    listed = "Massage eases back pain [{}].\n\nReferences\n\n1. Jones. 2011.\n2. Furlan. Cochrane 2015.\n"
    assert verdicts(listed.format(2)) == ["supported"]
    assert verdicts(listed.format(9)) == ["unsupported"]


def test_the_reference_list_itself_is_not_judged() -> None:
    assert verdicts("Fine.\n\nReferences\n\n1. Smith. Massage eases back pain. BMJ 2015.\n") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a 2019 randomised trial of 240 patients in the BMJ", ["year", "design", "size", "journal"]),
        ("a study at the University of Leeds", ["body"]),
        ("it was in the University of Leeds in 2019", []),
    ],
)
def test_named_studies(text: str, parts: list[str]) -> None:
    assert _evidence.named_study(text) == parts


def test_hosts() -> None:
    assert _evidence.trusted("https://www.nhs.uk/x")
    assert _evidence.trusted("https://pubmed.ncbi.nlm.nih.gov/1/")
    assert _evidence.trusted("https://health.ny.gov/x")
    assert not _evidence.trusted("https://nhs.uk.example.com/x")
    assert not _evidence.trusted("https://notnhs.uk/x")
    assert _evidence.trusted("https://docs.example.com", ("example.com",))


def test_identifiers() -> None:
    text = "doi:10.1136/bmj.f6234, PMID: 123, NCT01234567; doi: 11.22/x and PMID: abc, NCT123"
    assert _evidence.well_formed_ids(text) == ["10.1136/bmj.f6234", "PMID: 123", "NCT01234567"]
    assert [text[a:b] for _, a, b in _evidence.malformed(text)] == ["doi: 11.22/x", "PMID: abc", "NCT123"]


def test_malformed_identifiers_are_named_or_found() -> None:
    text = b"Our tea lowers cholesterol (doi: 11.22/x)."
    report = Engine(Settings()).check(read_bytes(text, name="a.txt"))
    assert [n.check for n in report.not_checked if n.check.startswith("claims")] == ["claims:identifiers"]
    asked = Engine(Settings(claims=ClaimsSettings(verify_links=True))).check(read_bytes(text, name="a.txt"))
    assert [f.text for f in asked.findings if f.rule == "CLM317"] == ["doi: 11.22/x"]
    assert not any(n.check == "claims:identifiers" for n in asked.not_checked)
    honest = Engine(Settings()).check(read_bytes(b"See doi: 10.1136/bmj.n71.", name="a.txt"))
    assert not any(n.check == "claims:identifiers" for n in honest.not_checked)


@given(st.text(max_size=300))
def test_any_text_is_analysed(text: str) -> None:
    try:
        document = read_bytes(text.encode("utf-8", "replace"), name="a.txt")
    except SourceError:
        reject()
    for claim in claims(Context(document, Settings())):
        assert 0 <= claim.start < claim.end <= len(document.text)
