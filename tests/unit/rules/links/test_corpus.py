"""The labelled corpus: every planted link is found, no honest document is flagged, and every offset holds."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spincheck.engine import Engine
from spincheck.model import DocumentReport
from spincheck.rules.links import rules
from spincheck.settings import Settings
from spincheck.sources import read_text

sys.path.insert(0, str(Path(__file__).parent))
import corpus

RECORDS = list(corpus.records())
SEED = Path(__file__).parents[4] / "corpora" / "articles" / "cold-laser.txt"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Settings(), rules())


def _reports(engine: Engine, records: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], DocumentReport]]:
    for record in records:
        document = corpus.read(record)
        report = engine.check(document)
        assert not [n for n in report.not_checked if n.check.startswith("LNK")]
        for finding in report.findings:
            assert document.source[finding.start : finding.end] == finding.text
        yield record, report


def test_the_corpus_is_as_large_as_its_card_says() -> None:
    assert len(RECORDS) >= 150
    assert sum(not r["spam"] for r in RECORDS) >= 60
    assert {r["format"] for r in RECORDS} == {"text", "markdown", "html", "docx"}
    assert {s["rule"] for r in RECORDS for s in r["spans"]} == {r.code for r in rules()}


def test_every_planted_link_is_found_by_its_rule(engine: Engine) -> None:
    missed = []
    for record, report in _reports(engine, [r for r in RECORDS if r["spam"]]):
        for span in record["spans"]:
            same = [f for f in report.findings if f.rule == span["rule"]]
            if record["format"] != "docx":
                same = [f for f in same if f.start < span["end"] and span["start"] < f.end]
            if not same:
                missed.append((record["id"], span["rule"], span["text"]))
    assert not missed


def test_no_honest_document_is_flagged(engine: Engine) -> None:
    flagged = [
        (r["id"], f.rule, f.text)
        for r, report in _reports(engine, [r for r in RECORDS if not r["spam"]])
        for f in report.findings
    ]
    assert not flagged


def test_both_links_of_the_real_article_are_found(engine: Engine) -> None:
    report = engine.check(read_text(SEED.read_text(encoding="utf-8"), name="cold-laser.txt"))
    found = [f for f in report.findings if f.rule == "LNK201"]
    assert [f.text.split("/")[2] for f in found] == ["health.usnews.com", "www.harpersbazaar.com"]
    assert all(f.severity == "high" and f.confidence >= 0.8 for f in found)
    assert {"LNK223", "LNK224"} <= {f.rule for f in report.findings}
    assert "non-invasive" in found[0].message
