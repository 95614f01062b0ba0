"""Candidates, subjects, profiles, the table of claims and the document criteria."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.engine import Engine
from spincheck.model import Severity
from spincheck.rules.claims import _criteria, _strength
from spincheck.rules.claims._analysis import claims
from spincheck.rules.claims._patterns import parse
from spincheck.rules.claims._tokens import Table
from spincheck.rules.context import Context
from spincheck.settings import Settings, merge
from spincheck.sources import read_bytes

ROOT = Path(__file__).parents[4]


def context(text: str, **keys: object) -> Context:
    return Context(read_bytes(text.encode(), name="a.txt"), merge(Settings(), keys, where="test"))


def test_longest_form_wins() -> None:
    table = Table([("blood", "organ", True), ("blood pressure", "symptom", True)])
    words = table.words("Blood pressure in blood")
    assert [p.name for p in words.places[0]] == ["symptom"]
    assert [p.name for p in words.places[3]] == ["organ"]


def test_hyphens_possessives_and_offsets() -> None:
    words = Table([]).words("A risk-free patient’s choice", 10)
    assert words.low == ["a", "risk", "free", "patient", "choice"]
    assert words.spans[1] == (12, 16)


def test_a_malformed_pattern_names_its_line() -> None:
    with pytest.raises(ValueError, match=r"patterns\.txt:2"):
        list(parse("[CLM301 x]\nno severity here\n", frozenset()))


def test_condition_treatment_and_strength() -> None:
    (claim,) = claims(context("Our copper bracelet may relieve knee pain."))
    assert (claim.condition, claim.treatment, claim.strength) == ("knee pain", "copper bracelet", "conditional")


def test_one_claim_a_clause_and_the_most_severe_speaks() -> None:
    (claim,) = claims(context("Our drops cure arthritis and boost collagen within minutes."))
    assert claim.code == "CLM301"
    assert "mechanism-overreach" in claim.also or "fast-result" in claim.also


def test_two_clauses_two_claims() -> None:
    found = claims(context("Our drops cure arthritis, but the tea has no side effects."))
    assert [c.code for c in found] == ["CLM301", "CLM303"]


def test_leaving_a_rule_out_uncovers_what_it_hid() -> None:
    text = "Our drops cure arthritis and boost collagen."
    assert [c.code for c in claims(context(text, ignore=["CLM301"]))] != ["CLM301"]
    assert claims(context(text, ignore=["CLM301"]))


@pytest.mark.parametrize(
    ("profile", "severity"), [("consumer-health", "high"), ("supplement", "critical"), ("news", "medium")]
)
def test_profiles(profile: str, severity: str) -> None:
    (claim,) = claims(context("Our drops relieve arthritis.", profile=profile))
    assert claim.severity == Severity(severity)


def test_abstracts_may_report() -> None:
    assert claims(context("The drops relieved arthritis in 60 % of patients.", profile="abstract")) == []


def test_adding_evidence_never_adds_findings() -> None:
    engine = Engine(Settings(select=("CLM",)))
    bare = "Massage eases back pain. The tea improves sleep quality."
    cited = "Massage eases back pain (PMID: 26054060). The tea improves sleep quality (doi:10.1136/bmj.f6234)."
    count = [len(engine.check(read_bytes(t.encode(), name="a.txt")).findings) for t in (bare, cited)]
    assert count == [2, 0]


def test_criteria_are_met_by_text_that_meets_them() -> None:
    good = (
        "By Ann Lee\n\nUpdated 3 May 2024.\n\nSide effects include rash. More research is needed. Other treatments exist. "
        "Talk to your doctor.\n\nReferences\n\n1. Jones 2011.\n"
    )
    panel = _criteria.panel(context(good))
    assert panel["credit"] == pytest.approx(0.2)
    assert _criteria.panel(context("Our tea is great and has no side effects."))["credit"] == 0


def test_the_engine_takes_the_credit() -> None:
    report = Engine(Settings(select=("CLM",))).check(read_bytes(b"Talk to your doctor.", name="a.txt"))
    assert report.panels["criteria"]["credit"] > 0


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Aspirin use is associated with fewer strokes.", _strength.CORRELATIONAL),
        ("Aspirin may prevent strokes.", _strength.CONDITIONAL),
        ("Aspirin prevents strokes.", _strength.DIRECT),
        ("The journal appears monthly.", _strength.NONE),
        ("Salt may be associated with strokes.", _strength.CORRELATIONAL),
    ],
)
def test_strength(text: str, strength: int) -> None:
    assert _strength.classify(text) == strength


@pytest.mark.parametrize("kind", ["negated", "question", "myth", "supported"])
def test_own_sentences_that_make_no_claim(kind: str) -> None:
    engine = Engine(Settings(select=("CLM",)))
    with (ROOT / "corpora/claims/sentences.tsv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["kind"] == kind]
    wrong = [
        r["text"] for r in rows if engine.check(read_bytes(r["text"].replace("\\n", "\n").encode(), name="a.txt")).findings
    ]
    assert len(wrong) <= len(rows) * 0.05, wrong


def test_the_table_of_claims(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Our drops cure arthritis. Massage eases back pain (PMID: 26054060).\n", encoding="utf-8")
    run = CliRunner().invoke
    rows = json.loads(run(main, ["claims", str(file), "-f", "json"]).output)["claims"]
    assert [(r["code"], r["verdict"]) for r in rows] == [("CLM301", "unsupported"), ("CLM305", "supported")]
    assert run(main, ["claims", str(file), "-f", "csv"]).output.startswith("line,type,code")
    assert "| 1 | disease-cure |" in run(main, ["claims", str(file), "-f", "markdown"]).output
    assert "2 claims, 1 unsupported" in run(main, ["claims", str(file)]).output
    missing = run(main, ["claims", str(tmp_path / "none.txt")])
    assert missing.exit_code == 2
    assert "Traceback" not in missing.output


def test_hostile_lengths_are_bounded() -> None:
    """Work per word must not grow with the length of a sentence: nothing here may need more than linear time."""
    import time

    def seconds(count: int) -> float:
        start = time.process_time()
        claims(context("our tea cures cancer and reduces pain " * count))
        return time.process_time() - start

    seconds(10)
    small, large = seconds(200), seconds(2000)
    assert large < 40 * max(small, 0.01)
