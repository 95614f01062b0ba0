"""The report for people: the line, the phrase underlined, what was meant, why, and what it cost."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spincheck.model import DocumentReport, Finding, Report, Severity, State
from spincheck.report.base import Reporter

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_COLORS = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
_GRADES = {"A": "green", "B": "green", "C": "yellow", "D": "yellow", "F": "red"}
_LABELS = {"spun": "Spun text", "links": "Links", "claims": "Claims", "readability": "Readability", "grammar": "Grammar"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BAR = 24
#: shorter texts cannot be asked for sources, authors and alternatives
_PANEL_WORDS = 100
#: column where a finding's message begins, so that its further lines hang below it
_INDENT = 26
#: evidence about the whole document stands in its panel, not under every finding
_SAID_ONCE = frozenset({"document"})
_MAX_WIDTH = 120


def visible(text: str) -> str:
    """Control and bidirectional characters as escapes: a report must not be able to lie on a terminal."""
    return _CONTROL.sub(lambda m: "\\u{" + format(ord(m[0]), "x") + "}", text.replace("\t", " "))


class TextReporter(Reporter):
    """``--format text``, the default."""

    name = "text"
    for_people = True

    def document(self, document: DocumentReport) -> Iterator[str]:
        """One document: its findings in order, then the panel with the scores."""
        from rich.text import Text

        console = self._console()
        console.print(Text(document.path, style="bold"), Text(f"  {document.words:,} words", style="dim"), sep="")
        if not self.look.quiet:
            for finding in document.new_findings:
                self._finding(console, document, finding)
        if self.look.explain_spun:
            self._explain_spun(console, document)
        self._panel(console, document)
        yield self._taken(console)

    def end(self, report: Report) -> Iterator[str]:
        """Totals over several documents, and what the gate said."""
        console = self._console()
        if len(report.documents) > 1:
            self._totals(console, report)
        for reason in report.gate:
            console.print(f"gate: {visible(reason)}", style="red", highlight=False)
        if report.documents and not report.gate and report.exit_code == 0:
            console.print("gate: passed", style="green")
        yield self._taken(console)

    def _console(self) -> Console:
        from rich.console import Console

        return Console(
            file=io.StringIO(),
            force_terminal=self.look.color,
            color_system="standard" if self.look.color else None,
            no_color=not self.look.color,
            width=max(60, min(self.look.width, _MAX_WIDTH)),
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @staticmethod
    def _taken(console: Console) -> str:
        file = console.file
        assert isinstance(file, io.StringIO)
        return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))

    def _finding(self, console: Console, document: DocumentReport, finding: Finding) -> None:
        from rich.padding import Padding
        from rich.text import Text

        color = _COLORS[finding.severity]
        place = finding.location or f"{finding.line}:{finding.column}"
        lines = textwrap.wrap(visible(finding.message), console.width - _INDENT - 2) or [""]
        head = Text.assemble(
            (f"  {place:<8}", "dim"), (f"{finding.severity.value:<9}", color), (f"{finding.rule} ", "bold"), lines[0]
        )
        console.print()
        console.print(head, no_wrap=True, overflow="ignore")
        for line in lines[1:]:
            console.print(" " * _INDENT + line, no_wrap=True, overflow="ignore")
        for quoted, marks in quote(document.source, finding, console.width - 12):
            console.print(Padding(Text(quoted), (0, 0, 0, 10)), no_wrap=True, overflow="crop")
            console.print(Padding(Text(marks, style=color), (0, 0, 0, 10)), no_wrap=True, overflow="crop")
        if finding.suggestions:
            offered = " / ".join(visible(s) if s else "(remove)" for s in finding.suggestions[:3])
            console.print(
                Padding(
                    Text.assemble(("meant: " if finding.category == "spun" else "try: ", "green"), offered), (0, 0, 0, 10)
                )
            )
        for evidence in [e for e in finding.evidence if e.kind not in _SAID_ONCE][:4]:
            for number, line in enumerate(textwrap.wrap(visible(evidence.detail), console.width - 14)):
                console.print(f"{'          - ' if number == 0 else '            '}{line}", style="dim", no_wrap=True)

    def _explain_spun(self, console: Console, document: DocumentReport) -> None:
        console.print()
        console.print(
            f"  Why this document {'looks' if document.spun.probability >= 0.5 else 'does not look'} spun:", style="bold"
        )
        for reason in document.spun.because or ("no evidence of spinning was found",):
            console.print(f"    - {visible(reason)}")
        strongest = sorted((f for f in document.new_findings if f.category == "spun"), key=lambda f: -f.confidence)
        for finding in strongest[:10]:
            meant = f" (meant: {visible(finding.suggestions[0])})" if finding.suggestions else ""
            console.print(
                f"    {finding.confidence:.2f}  {finding.line}:{finding.column}  {visible(_one_line(finding.text))}{meant}"
            )

    def _panel(self, console: Console, document: DocumentReport) -> None:
        from rich.text import Text

        score = document.score
        console.print()
        if score.overall is None:
            console.print(f"  Score    not scored: {document.words} words are fewer than 100", style="bold")
        else:
            console.print(
                Text.assemble(
                    ("  Score    ", "bold"),
                    (f"{score.overall:5.1f}  grade {score.grade}  {score.verdict}", f"bold {_GRADES[score.grade]}"),
                    ("   (100 = nothing found)", "dim"),
                )
            )
        counts = dict.fromkeys(_LABELS, 0)
        for finding in document.new_findings:
            counts[finding.category] += 1
        for name, label in _LABELS.items():
            self._row(console, label, score.categories.get(name), counts[name])
        for cap in score.caps:
            console.print(f"  Capped at {cap.at}: {visible(cap.because)}", style="dim")
        spun = document.spun
        if spun.verdict != "not checked":
            console.print(f"  Spun     {spun.verdict}, probability {spun.probability:.2f}, {spun.spans} independent spans")
        self._criteria(console, document)
        hidden = [f for f in document.findings if f.state is not State.NEW]
        if hidden:
            states = ", ".join(
                f"{sum(f.state is s for f in hidden)} {s.value}" for s in State if any(f.state is s for f in hidden)
            )
            console.print(f"  Not counted: {states}", style="dim")
        for note in document.not_checked:
            console.print(f"  Not checked: {visible(note.check)}: {visible(note.reason)}", style="dim")
        console.print()

    @staticmethod
    def _criteria(console: Console, document: DocumentReport) -> None:
        """What a reader of health information should find (after DISCERN): shown, not judged."""
        items = document.panels.get("criteria", {}).get("items", ())
        if items and document.words >= _PANEL_WORDS:
            met = ", ".join(i["name"] for i in items if i["met"]) or "none"
            missing = ", ".join(i["name"] for i in items if not i["met"]) or "none"
            console.print(f"  Criteria met: {met}; missing: {missing}")

    @staticmethod
    def _row(console: Console, label: str, value: float | None, count: int) -> None:
        from rich.text import Text

        found = f"{count} finding{'' if count == 1 else 's'}"
        if value is None:
            if count:
                console.print(f"  {label:<12} {'':>5}  {'':<{_BAR}}  {found}")
            return
        filled = round(value / 100 * _BAR)
        color = "green" if value >= 80 else "yellow" if value >= 60 else "red"
        bar: Text = Text.assemble(
            (f"  {label:<12} {value:5.1f}  ", ""), ("█" * filled, color), ("░" * (_BAR - filled), "dim")
        )
        bar.append(f"  {found}")
        console.print(bar)

    def _totals(self, console: Console, report: Report) -> None:
        summary = report.summary()
        found = ", ".join(f"{n} {_LABELS[c].lower()}" for c, n in summary["by_category"].items() if n) or "nothing found"
        console.print(f"{summary['documents']} documents, {summary['findings']} findings: {found}", style="bold")
        for document in sorted(report.documents, key=_worst_first)[:10]:
            shown = "  n/a" if document.score.overall is None else f"{document.score.overall:5.1f}"
            console.print(f"  {shown}  {document.score.grade:<10}  {len(document.new_findings):4}  {document.path}")


def _worst_first(document: DocumentReport) -> tuple[float, str]:
    return (101.0 if document.score.overall is None else document.score.overall, document.path)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def quote(source: str, finding: Finding, width: int) -> Sequence[tuple[str, str]]:
    """The source line of a finding, cut to ``width`` around it, with a line of carets below the phrase.

    Widths are terminal cells, so that wide characters and combining marks keep the carets in place.
    """
    from rich.cells import cell_len

    line_start = max(source.rfind("\n", 0, finding.start), source.rfind("\r", 0, finding.start)) + 1
    ends = [e for e in (source.find("\n", finding.start), source.find("\r", finding.start)) if e >= 0]
    line_end = min(ends, default=len(source))
    stop = min(max(finding.end, finding.start + 1), line_end)
    room = max(20, width)
    span = stop - finding.start
    lead = max(0, min(finding.start - line_start, (room - min(span, room)) // 2))
    low = finding.start - lead
    if line_end - low < room:
        low = max(line_start, line_end - room)
    high = min(line_end, low + room - 2)
    before = ("…" if low > line_start else "") + visible(source[low : finding.start])
    phrase = visible(source[finding.start : min(stop, high)])
    after = visible(source[min(stop, high) : high]) + ("…" if high < line_end else "")
    return [(before + phrase + after, " " * cell_len(before) + "^" * max(1, cell_len(phrase)))]
