"""The shape of a report format: a new one overrides what differs, usually one method.

Formats come in through the entry-point group ``spincheck.reports``: name -> a :class:`Reporter` subclass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spincheck.model import DocumentReport, Finding, Report


@dataclass(frozen=True, slots=True)
class Look:
    """How output for people may look; machine formats ignore it."""

    color: bool = False
    width: int = 100
    quiet: bool = False
    #: show the strongest evidence of spinning first
    explain_spun: bool = False


class Reporter:
    """Turns a report into text, piece by piece: begin, each document, end."""

    #: what ``--format`` calls it
    name = ""
    #: the format is for people, not machines
    for_people = False

    def __init__(self, look: Look | None = None) -> None:
        self.look = look or Look()
        #: what a format had to leave out, one line each; the caller tells the user after rendering
        self.notices: list[str] = []

    def render(self, report: Report) -> Iterator[str]:
        """The whole output in chunks, each ending where a line ends."""
        yield from self.begin(report)
        for document in report.documents:
            yield from self.document(document)
        yield from self.end(report)

    def begin(self, report: Report) -> Iterator[str]:
        """What comes before the documents."""
        return iter(())

    def document(self, document: DocumentReport) -> Iterator[str]:
        """One document; by default each of its findings, filtered ones included."""
        for finding in document.findings:
            yield from self.finding(document, finding)

    def finding(self, document: DocumentReport, finding: Finding) -> Iterator[str]:
        """One finding."""
        return iter(())

    def end(self, report: Report) -> Iterator[str]:
        """What comes after the documents."""
        return iter(())
