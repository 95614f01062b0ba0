from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spincheck.model import Finding, Report, Severity, State
from spincheck.report import sarif
from spincheck.report.sarif import SarifReporter

SCHEMA = json.loads((Path(__file__).parents[2] / "contract/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))


def rendered(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads("".join(SarifReporter().render(report)))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_every_finding_is_there_and_marked(make_report: Callable[..., Report]) -> None:
    report = make_report()
    results = rendered(report)["results"]
    assert len(results) == len(report.documents[0].findings)
    by_state = {r["properties"]["state"]: r for r in results}
    assert by_state["suppressed"]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "quoted source"}
    ]
    assert by_state["baselined"]["baselineState"] == "unchanged"
    assert by_state["unchanged-line"]["baselineState"] == "unchanged"
    assert by_state["new"]["baselineState"] == "new"
    assert "suppressions" not in by_state["new"]


def test_new_findings_come_first_the_worst_on_top(make_report: Callable[..., Report]) -> None:
    results = rendered(make_report())["results"]
    new = [r["properties"]["severity"] for r in results if r["properties"]["state"] == "new"]
    assert new == ["critical", "high", "medium", "low"]
    assert [r["properties"]["state"] == "new" for r in results] == sorted(
        (r["properties"]["state"] == "new" for r in results), reverse=True
    )


def test_without_a_comparison_nothing_claims_to_be_new_against_one(
    make_report: Callable[..., Report], make_finding: Callable[..., Finding]
) -> None:
    assert "baselineState" not in rendered(make_report((make_finding(),)))["results"][0]


def test_regions_quote_exactly_the_source(make_report: Callable[..., Report]) -> None:
    report = make_report()
    source = report.documents[0].source
    for result in rendered(report)["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        at = region["charOffset"]
        assert source[at : at + region["charLength"]] == region["snippet"]["text"]


def test_fixes_replace_the_region_and_the_rule_has_help(make_report: Callable[..., Report]) -> None:
    run = rendered(make_report())
    spun = next(r for r in run["results"] if r["ruleId"] == "SPN102")
    change = spun["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "cold laser"
    assert change["deletedRegion"]["charLength"] == len("chilly laser")
    rule = run["tool"]["driver"]["rules"][spun["ruleIndex"]]
    assert rule["id"] == "SPN102"
    assert "Write the term." in rule["help"]["markdown"]
    assert spun["partialFingerprints"] == {"spincheckFingerprint/v1": f"{12:016x}"}


def test_paths_are_uris_and_errors_and_gaps_are_notifications(make_report: Callable[..., Report]) -> None:
    run = rendered(make_report())
    assert run["artifacts"][0]["location"]["uri"] == "drafts/l%C3%A4ser%201.md"
    said = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("grammar" in s for s in said)
    assert any("no such file" in s for s in said)
    assert run["invocations"][0]["executionSuccessful"] is True


def test_word_documents_have_a_logical_place_and_no_fix(
    make_report: Callable[..., Report], make_finding: Callable[..., Finding]
) -> None:
    result = rendered(make_report((make_finding(location="paragraph 3, run 1"),)))["results"][0]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "paragraph 3, run 1"
    assert "fixes" not in result


@pytest.mark.parametrize(("shown", "refused", "cut", "notices"), [(3, 5, 2, 2), (3, 50, 0, 1), (50, 90, 0, 0)])
def test_the_cap_keeps_the_worst_and_says_what_was_cut(
    make_report: Callable[..., Report],
    make_finding: Callable[..., Finding],
    monkeypatch: pytest.MonkeyPatch,
    shown: int,
    refused: int,
    cut: int,
    notices: int,
) -> None:
    monkeypatch.setattr(sarif, "SHOWN", shown)
    monkeypatch.setattr(sarif, "REFUSED", refused)
    low = tuple(make_finding(severity=Severity.LOW, fingerprint=f"{n:016x}") for n in range(6))
    report = make_report((*low, make_finding(severity=Severity.CRITICAL)), errors=())
    reporter = SarifReporter()
    run = json.loads("".join(reporter.render(report)))["runs"][0]
    assert len(run["results"]) == 7 - cut
    assert run["results"][0]["properties"]["severity"] == "critical"
    assert len(reporter.notices) == notices
    said = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert [n for n in reporter.notices if n not in said] == []


def test_real_limits_are_githubs() -> None:
    assert (sarif.SHOWN, sarif.REFUSED) == (5_000, 25_000)


def test_hostile_text_stays_valid(make_report: Callable[..., Report], make_finding: Callable[..., Finding]) -> None:
    nasty = "a\x00\u202eb\nc\u2028"
    finding = make_finding(message=nasty, suggestions=(nasty,), state_reason=nasty, state=State.SUPPRESSED)
    result = rendered(make_report((replace(finding, properties={"host": nasty}),)))["results"][0]
    assert "\n" not in result["message"]["text"]
    assert "\u202e" not in result["message"]["text"]
