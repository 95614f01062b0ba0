"""SARIF 2.1.0 (OASIS Standard) for code scanning: every finding, marked with its state.

Filtered findings stay in the file: a result that vanishes reads as fixed. Suppressed ones carry ``suppressions``, those
of the baseline or on unchanged lines ``baselineState: unchanged`` and an external suppression. Results are sorted worst
first, because GitHub shows the first 5,000 and refuses a run of more than 25,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spincheck.model import DocumentReport, Finding, Report, RuleInfo, Severity, State
from spincheck.report.base import Reporter
from spincheck.report.common import Placed, one_line, uri, worst_first

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: results GitHub shows of one run, and the number from which it refuses the file
SHOWN, REFUSED = 5_000, 25_000
#: key of the fingerprint; its number changes if the way of computing it ever does
FINGERPRINT = "spincheckFingerprint/v1"
#: fixes written of one finding; a viewer offers them as a menu
_FIXES = 5
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_PROBLEM = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "recommendation"}


class SarifReporter(Reporter):
    """``--format sarif``."""

    name = "sarif"

    def render(self, report: Report) -> Iterator[str]:
        """One SARIF log with one run."""
        results = worst_first(report)
        notes = []
        if len(results) > REFUSED:
            notes.append(
                f"{len(results) - REFUSED} of {len(results)} results left out, the least severe: "
                f"GitHub refuses a run of more than {REFUSED:,}"
            )
            results = results[:REFUSED]
        if len(results) > SHOWN:
            notes.append(f"GitHub shows only the first {SHOWN:,} of these {len(results):,} results; the worst come first")
        self.notices.extend(notes)
        yield json.dumps(_log(report, results, notes), ensure_ascii=False, separators=(",", ":")) + "\n"


def _log(report: Report, results: Sequence[Placed], notes: Sequence[str]) -> dict[str, Any]:
    rules = {info.code: info for info in report.rules}
    for _, finding in results:  # a rule that is not listed would leave its results without help
        rules.setdefault(finding.rule, _bare(finding))
    order = {code: number for number, code in enumerate(sorted(rules))}
    artifacts = {d.path: number for number, d in enumerate(report.documents)}
    compared = any(f.state in (State.BASELINED, State.UNCHANGED_LINE) for _, f in results)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "spincheck",
                        "version": report.version,
                        "semanticVersion": report.version,
                        "properties": {"ruleset": report.ruleset},
                        "rules": [_rule(rules[code]) for code in order],
                    }
                },
                "automationDetails": {"id": "spincheck/"},
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "invocations": [_invocation(report, notes)],
                "artifacts": [
                    {"location": {"uri": uri(d.path), "index": n}, "roles": ["analysisTarget"], "properties": _facts(d)}
                    for n, d in enumerate(report.documents)
                ],
                "results": [_result(d, f, order, artifacts, compared) for d, f in results],
            }
        ],
    }


def _facts(document: DocumentReport) -> dict[str, Any]:
    return {
        "words": document.words,
        "score": None if document.score.overall is None else round(document.score.overall, 1),
        "grade": document.score.grade,
        "spunProbability": round(document.spun.probability, 3),
    }


def _bare(finding: Finding) -> RuleInfo:
    return RuleInfo(finding.rule, finding.name, finding.category, finding.severity, finding.name, "", (), ())


def _rule(info: RuleInfo) -> dict[str, Any]:
    text, markdown = _help(info)
    return {
        "id": info.code,
        "name": "".join(part.capitalize() for part in info.name.split("-")),
        "shortDescription": {"text": info.summary},
        "fullDescription": {"text": info.explanation or info.summary},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {
            "category": info.category,
            "precision": "high",
            "problem.severity": _PROBLEM[info.severity],
            "tags": [info.category, "health-content"],
        },
    }


def _help(info: RuleInfo) -> tuple[str, str]:
    text, markdown = [info.explanation or info.summary], [info.explanation or info.summary]
    for title, examples in (("Bad", info.bad), ("Good", info.good)):
        for example in examples:
            text.append(f"{title}: {example}")
            quoted = "\n".join(f"> {line}" for line in example.splitlines())
            markdown.append(f"**{title}**\n\n{quoted}")
    for title, value in (("How to fix it", info.fix), ("Standard", info.standard)):
        if value:
            text.append(f"{title}: {value}")
            markdown.append(f"**{title}**: {value}")
    return "\n\n".join(text), "\n\n".join(markdown)


def _invocation(report: Report, notes: Sequence[str]) -> dict[str, Any]:
    said: list[dict[str, Any]] = [{"level": "warning", "message": {"text": note}} for note in notes]
    said += [
        {
            "level": "note",
            "message": {"text": one_line(f"not checked: {skipped.check}: {skipped.reason}")},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(document.path)}}}],
        }
        for document in report.documents
        for skipped in document.not_checked
    ]
    said += [{"level": "error", "message": {"text": one_line(error)}} for _, error in report.errors]
    out: dict[str, Any] = {"executionSuccessful": report.exit_code in (0, 1), "exitCode": report.exit_code}
    if said:
        out["toolExecutionNotifications"] = said
    return out


def _result(
    document: DocumentReport, finding: Finding, rules: Mapping[str, int], artifacts: Mapping[str, int], compared: bool
) -> dict[str, Any]:
    artifact = {"uri": uri(document.path), "index": artifacts[document.path]}
    out: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(artifact, finding)],
        "rank": round(100 * finding.confidence, 1),
    }
    if finding.fingerprint:
        out["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
    if compared:
        old = finding.state in (State.BASELINED, State.UNCHANGED_LINE)
        out["baselineState"] = "unchanged" if old else "new"
    if finding.state is not State.NEW:
        kind = "inSource" if finding.state is State.SUPPRESSED else "external"
        why = one_line(finding.state_reason) or finding.state.value
        out["suppressions"] = [{"kind": kind, "status": "accepted", "justification": why}]
    fixes = _fixes(artifact, finding)
    if fixes:
        out["fixes"] = fixes
    properties: dict[str, Any] = {
        "category": finding.category,
        "severity": finding.severity.value,
        "confidence": round(finding.confidence, 3),
        "state": finding.state.value,
        "points": round(finding.points, 2),
    }
    if finding.safe:
        properties["safeFix"] = True
    if finding.evidence:
        properties["evidence"] = [{"kind": e.kind, "detail": e.detail} for e in finding.evidence]
    out["properties"] = properties | dict(finding.properties)
    return out


def _message(finding: Finding) -> str:
    reasons = [one_line(e.detail) for e in finding.evidence[:3]]
    message = one_line(finding.message)
    return f"{message}. Evidence: {'; '.join(reasons)}" if reasons else message


def _location(artifact: Mapping[str, Any], finding: Finding) -> dict[str, Any]:
    if finding.location:
        # a Word document has no lines; GitHub wants one all the same, and the logical place is the real one
        return {
            "physicalLocation": {"artifactLocation": dict(artifact), "region": {"startLine": 1}},
            "logicalLocations": [{"fullyQualifiedName": finding.location, "kind": "element"}],
        }
    return {"physicalLocation": {"artifactLocation": dict(artifact), "region": _region(finding, snippet=True)}}


def _region(finding: Finding, *, snippet: bool = False) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    if snippet and finding.text:
        region["snippet"] = {"text": finding.text}
    return region


def _fixes(artifact: Mapping[str, Any], finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "description": {"text": f"Replace with '{one_line(s)}'" if s else "Remove"},
            "artifactChanges": [
                {
                    "artifactLocation": dict(artifact),
                    "replacements": [{"deletedRegion": _region(finding), "insertedContent": {"text": s}}],
                }
            ],
        }
        for s in finding.replacements[:_FIXES]
    ]
