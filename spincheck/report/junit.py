"""JUnit XML, as the Jenkins xUnit plugin's schema has it: one suite per document, one case per finding.

New findings are failures, filtered ones are skipped with the reason, unreadable documents are errors, and a document
without findings is one passing case. There are no times: the output of the same run is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from spincheck.model import DocumentReport, Finding, Report, State
from spincheck.report.base import Reporter
from spincheck.report.common import marked, one_line, posix, said

#: what XML 1.0 cannot hold, even as a reference
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", one_line(text)))


class JunitReporter(Reporter):
    """``--format junit``."""

    name = "junit"

    def begin(self, report: Report) -> Iterator[str]:
        """The root element with the totals."""
        cases = sum(max(1, len(d.findings)) for d in report.documents) + len(report.errors)
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield (
            f'<testsuites name="spincheck" tests="{cases}" failures="{len(report.findings)}" '
            f'errors="{len(report.errors)}">\n'
        )

    def document(self, document: DocumentReport) -> Iterator[str]:
        """One suite."""
        new = len(document.new_findings)
        yield (
            f'  <testsuite name={_attribute(posix(document.path))} tests="{max(1, len(document.findings))}" '
            f'failures="{new}" errors="0" skipped="{len(document.findings) - new}">\n'
        )
        for finding in document.findings:
            yield from self.finding(document, finding)
        if not document.findings:
            yield f'    <testcase name="no findings" classname={_attribute(posix(document.path))}/>\n'
        notes = [f"not checked: {n.check}: {n.reason}" for n in document.not_checked]
        if notes:
            yield f"    <system-out>{_text(chr(10).join(notes))}</system-out>\n"
        yield "  </testsuite>\n"

    def finding(self, document: DocumentReport, finding: Finding) -> Iterator[str]:
        """One case: a failure, or skipped with its reason."""
        place = finding.location or f"{finding.line}:{finding.column}"
        name = f"{finding.rule} {finding.name} at {place}"
        yield f"    <testcase name={_attribute(name)} classname={_attribute(posix(document.path))}>\n"
        if finding.state is not State.NEW:
            yield f"      <skipped message={_attribute(marked(finding))}/>\n"
        else:
            detail = [f"{posix(document.path)}:{place}", f"found: {finding.text}"]
            detail += [f"try: {s}" if s else "try: remove it" for s in finding.suggestions]
            detail += [f"- {e.detail}" for e in finding.evidence]
            yield (
                f"      <failure type={_attribute(finding.severity.value)} message={_attribute(said(finding))}>"
                f"{_text(chr(10).join(detail))}</failure>\n"
            )
        yield "    </testcase>\n"

    def end(self, report: Report) -> Iterator[str]:
        """Unreadable documents, then the end."""
        for path, error in report.errors:
            yield f'  <testsuite name={_attribute(posix(path))} tests="1" failures="0" errors="1">\n'
            yield f'    <testcase name="read" classname={_attribute(posix(path))}>\n'
            yield f'      <error type="unreadable" message={_attribute(error)}/>\n'
            yield "    </testcase>\n  </testsuite>\n"
        yield "</testsuites>\n"
