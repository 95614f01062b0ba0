"""Score and judge an audit again under other thresholds, from the findings it holds, without reading a document again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spincheck.engine import failures, missing
from spincheck.model import DocumentReport, Finding, NotChecked, Severity, SpunVerdict, State
from spincheck.score import score
from spincheck.select import selected
from spincheck.settings import Settings, flatten, merge

if TYPE_CHECKING:
    import duckdb

#: states of findings that rescoring sets and takes back; those of the scan (suppressed ...) it leaves alone
BELOW: Final = "below-confidence"
LEFT_OUT: Final = "not-selected"
#: what a score and a gate depend on and a stored finding can be judged by anew; everything else needs a scan
APPLIES: Final = ("select", "ignore", "severity", "fail_under", "fail_on", "require", "readability.in_score")
_CHUNK: Final = 500


@dataclass(slots=True)
class Outcome:
    """What came of it, over all documents."""

    documents: int = 0
    changed: int = 0
    below: int = 0
    left_out: int = 0
    counted: int = 0


def recorded(settings_json: str) -> Settings:
    """The settings under which an audit was made."""
    table: dict[str, Any] = {}
    for key, value in json.loads(settings_json).items():
        section, _, name = key.rpartition(".")
        if value is not None and key != "overrides":
            (table.setdefault(section, {}) if section else table)[name] = value
    return merge(Settings(), table, where="the audit")


def to_json(settings: Settings, min_confidence: float) -> str:
    """Settings as the table ``runs`` holds them, marked as those of no scan."""
    table = flatten(settings) | {"min_confidence": min_confidence, "rescored": True}
    return json.dumps(table, sort_keys=True, default=list)


def unapplied(before: Settings, now: Settings) -> list[str]:
    """Settings that differ and that only a new scan can apply."""
    old, new = flatten(before), flatten(now)
    return [key for key in new if key not in (*APPLIES, "overrides", "exclude") and old[key] != new[key]]


def rescore(
    base: duckdb.DuckDBPyConnection, settings_for: Callable[[str], Settings], min_confidence: float = 0.0
) -> Outcome:
    """Rewrite states, severities, points, scores, verdicts and gates. The caller begins and ends the transaction.

    A finding under ``min_confidence`` or of a rule that is not selected stays, with a state that says so, and does not
    count; a later call can bring it back. ``settings_for`` gives the settings for a document's path. The verdict on
    spinning is kept: it comes from the model and not from the findings.
    """
    outcome = Outcome()
    base.execute("create temp table new_documents (key varchar, score double, grade varchar, verdict varchar, gate varchar,"
                 " incomplete boolean)")  # fmt: skip
    base.execute(
        "create temp table new_findings (key varchar, number integer, severity varchar, state varchar, points double)"
    )
    for rows in _chunks(base):
        keys = [row[0] for row in rows]
        found = _findings(base, keys)
        documents, findings = [], []
        for row in rows:
            stored = found[row[0]]
            report, states, settings = _judge(row, stored, settings_for(row[1]), min_confidence)
            gate = "; ".join(failures(report, settings))
            verdict = (report.score.overall, report.score.grade, report.score.verdict, gate, bool(missing(report, settings)))
            documents.append((row[0], *verdict))
            outcome.documents += 1
            outcome.changed += row[6] != report.score.overall
            for finding, state, (_, number, *_) in zip(report.findings, states, stored, strict=True):
                findings.append((row[0], number, finding.severity.value, state, finding.points))
                outcome.below += state == BELOW
                outcome.left_out += state == LEFT_OUT
                outcome.counted += state == State.NEW
        _insert(base, "new_documents", documents)
        _insert(base, "new_findings", findings)
    base.execute("""update documents set score = n.score, grade = n.grade, verdict = n.verdict, gate = n.gate,
        incomplete = n.incomplete from new_documents n where documents.key = n.key and
        (documents.score, documents.grade, documents.verdict, documents.gate, documents.incomplete)
        is distinct from (n.score, n.grade, n.verdict, n.gate, n.incomplete)""")
    base.execute("""update findings set severity = n.severity, state = n.state, points = n.points from new_findings n
        where findings.key = n.key and findings.number = n.number and (findings.severity, findings.state, findings.points)
        is distinct from (n.severity, n.state, n.points)""")
    base.execute("drop table new_documents")
    base.execute("drop table new_findings")
    return outcome


def _chunks(base: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    last = ""
    while rows := base.execute(
        "select key, path, words, panels->>'$.criteria.credit', not_checked, spun_verdict, score from documents "
        "where key > ? order by key limit ?",
        [last, _CHUNK],
    ).fetchall():
        last = rows[-1][0]
        yield rows


def _findings(base: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> Mapping[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in base.execute(
        """select key, number, rule, name, category, severity, confidence, start_at, end_at, message, state from findings
           where key in (select unnest(?::varchar[])) order by key, number""",
        [list(keys)],
    ).fetchall():
        found[row[0]].append(row)
    return found


def _judge(
    row: Sequence[Any], stored: Sequence[tuple[Any, ...]], settings: Settings, min_confidence: float
) -> tuple[DocumentReport, list[str], Settings]:
    """The report of a document as far as score and gate need it, and the states to store."""
    findings, states = [], []
    for _, _, rule, name, category, severity, confidence, start, end, message, state in stored:
        finding = Finding(
            rule,
            name,
            category,
            Severity(settings.severity.get(rule, severity)),
            confidence,
            start,
            end,
            0,
            0,
            0,
            0,
            "",
            message,
        )
        if state in (BELOW, LEFT_OUT):
            state = State.NEW.value
        if state == State.NEW:
            if not selected(rule, settings.select, settings.ignore):
                state = LEFT_OUT
            elif confidence < min_confidence:
                state = BELOW
        # to the score whatever does not count is alike
        findings.append(finding if state == State.NEW else replace(finding, state=State.SUPPRESSED))
        states.append(state)
    result, scored = score(
        findings,
        row[2],
        credit=float(row[3] or 0.0),
        readability_counts=settings.readability.in_score,
        fail_under=settings.fail_under,
    )
    skipped = tuple(NotChecked(n["check"], n["reason"]) for n in json.loads(row[4]))
    spun = SpunVerdict(0.0, 0, row[5])
    return DocumentReport(row[1], row[2], result, spun, {}, scored, skipped), states, settings


def _insert(base: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    from spincheck.scan.store import column_types, insert

    insert(base, table, column_types(base, table), rows)


def settings_from(file: Path | None, recorded_json: str, given: Mapping[str, Any]) -> Callable[[str], Settings]:
    """Settings by path: those of a file or else those the audit was made under, and over them the command line's."""
    from spincheck.settings import load

    if file is not None:
        loaded = load(file, given).settings
        return lambda path: loaded.for_path(path, file.parent)
    settings = merge(recorded(recorded_json), given, where="command line")
    return lambda path: settings
