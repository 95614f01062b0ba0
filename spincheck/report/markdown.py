"""Markdown for a job summary, a merge-request comment or a wiki: scores, then findings worst first.

GitHub refuses a job summary of more than 1 MiB; the report stops well before that and says what it left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spincheck.model import DocumentReport, Finding, Report, State
from spincheck.report.base import Reporter
from spincheck.report.common import one_line, posix, worst_first

#: UTF-8 bytes after which findings are left out; GitHub's limit is 1,048,576
ROOM = 900_000
_ROWS = 500
_MARKS = re.compile(r"([\\`*_{}\[\]#|~@$!])")


class MarkdownReporter(Reporter):
    """``--format markdown``."""

    name = "markdown"
    for_people = True

    def render(self, report: Report) -> Iterator[str]:
        """Totals and scores, the findings that count, and what does not count or could not be checked."""
        used = 0
        left = 0
        for chunk in self._head(report):
            used += len(chunk.encode("utf-8", "surrogatepass"))
            yield chunk
        new = [(d, f) for d, f in worst_first(report) if f.state is State.NEW]
        if new and not self.look.quiet:
            yield "\n### Findings, worst first\n\n"
            yield "| Where | Severity | Rule | Text | What is wrong | Try |\n|---|---|---|---|---|---|\n"
            for document, finding in new:
                row = _row(document, finding)
                used += len(row.encode("utf-8", "surrogatepass"))
                if used > ROOM:
                    left += 1
                else:
                    yield row
        if left:
            self.notices.append(f"{left} findings left out of the Markdown report, which would grow beyond 1 MiB")
            yield f"\n{left} more findings, the least severe, are left out: the report would grow beyond 1 MiB.\n"
        yield from self._tail(report)

    def _head(self, report: Report) -> Iterator[str]:
        summary = report.summary()
        found = ", ".join(f"{n} {name}" for name, n in summary["by_category"].items() if n) or "nothing found"
        yield "## spincheck\n\n"
        yield f"{_count(summary['documents'], 'document')}, {_count(summary['findings'], 'finding')}: {found}.\n"
        if report.gate:
            yield "\n**The gate failed.**\n\n" + "".join(f"- {escape(reason)}\n" for reason in report.gate)
        elif report.exit_code == 0:
            yield "\nThe gate passed.\n"
        if report.documents:
            yield "\n| Document | Score | Grade | Spun | Findings | Words |\n|---|---:|---|---|---:|---:|\n"
            ordered = sorted(report.documents, key=_worst)
            for document in ordered[:_ROWS]:
                yield _document_row(document)
            if len(ordered) > _ROWS:
                yield f"\n{len(ordered) - _ROWS} more documents, the best, are not listed.\n"

    def _tail(self, report: Report) -> Iterator[str]:
        states = report.summary()["by_state"]
        filtered = [f"{n} {name}" for name, n in states.items() if name != State.NEW.value and n]
        if filtered:
            yield f"\nNot counted: {', '.join(filtered)}.\n"
        notes: dict[str, int] = {}
        for document in report.documents:
            for note in document.not_checked:
                key = f"{note.check}: {note.reason}"
                notes[key] = notes.get(key, 0) + 1
        if notes:
            yield "\n### Not checked\n\n"
            for key, count in sorted(notes.items()):
                yield f"- {escape(key)} ({_count(count, 'document')})\n"
        if report.errors:
            yield "\n### Could not be read\n\n" + "".join(f"- {escape(error)}\n" for _, error in report.errors)


def escape(text: str) -> str:
    """Text that Markdown shows as it is: on one line, no markup, no HTML, no mention of a user."""
    flat = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", flat).replace("\\@", "@\u200b").replace("://", ":\u200b//")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _worst(document: DocumentReport) -> tuple[float, str]:
    return (101.0 if document.score.overall is None else document.score.overall, document.path)


def _document_row(document: DocumentReport) -> str:
    score = "" if document.score.overall is None else f"{document.score.overall:.1f}"
    cells = (
        escape(posix(document.path)),
        score,
        document.score.grade,
        document.spun.verdict,
        f"{len(document.new_findings)}",
        f"{document.words:,}",
    )
    return _cells(cells)


def _row(document: DocumentReport, finding: Finding) -> str:
    place = finding.location or f"{finding.line}:{finding.column}"
    text = finding.text if len(finding.text) <= 120 else finding.text[:119] + "…"
    offered = " / ".join(escape(s) if s else "(remove)" for s in finding.suggestions[:3])
    cells = (
        f"{escape(posix(document.path))}:{place}",
        finding.severity.value,
        finding.rule,
        escape(text),
        escape(finding.message),
        offered,
    )
    return _cells(cells)


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
