"""One line per new finding, ``file:line:column: severity: CODE message``, as editors and problem matchers read it."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import DocumentReport, Finding, State
from spincheck.report.base import Reporter
from spincheck.report.common import one_line, posix, said


class LinesReporter(Reporter):
    """``--format lines``. Columns count code points from 1; a Word document has its paragraph in place of a line."""

    name = "lines"

    def finding(self, document: DocumentReport, finding: Finding) -> Iterator[str]:
        """One line; findings that do not count are left out, since the form cannot mark them."""
        if finding.state is State.NEW:
            place = finding.location or f"{finding.line}:{finding.column}"
            yield f"{one_line(posix(document.path))}:{place}: {finding.severity.value}: {finding.rule} {said(finding)}\n"
