"""GitHub workflow commands: findings become annotations on the pull request.

GitHub keeps ten error, ten warning and ten notice annotations of a step and silently drops the rest, so the worst
are written and a last notice says how many are not shown. ``spincheck check`` adds the Markdown report, which has all
of them, to the job summary when GitHub asks for one (``GITHUB_STEP_SUMMARY``).
"""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import DocumentReport, Finding, Report, Severity, State
from spincheck.report.base import Reporter
from spincheck.report.common import posix, said, worst_first

#: annotations of one level that GitHub keeps of one step
LIMIT = 10
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice"}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class GithubReporter(Reporter):
    """``--format github``."""

    name = "github"

    def render(self, report: Report) -> Iterator[str]:
        """The commands, worst finding first; documents that could not be read come first of all."""
        room = {"error": LIMIT, "warning": LIMIT, "notice": LIMIT - 1}  # one notice is kept for the closing line
        left = 0
        for path, error in report.errors:
            if room["error"]:
                room["error"] -= 1
                yield f"::error file={_property(posix(path))},title=spincheck::{_data(error)}\n"
            else:
                left += 1
        for document, finding in worst_first(report):
            if finding.state is not State.NEW:
                continue
            level = _LEVELS[finding.severity]
            if room[level]:
                room[level] -= 1
                yield _command(level, document, finding)
            else:
                left += 1
        if left:
            yield (
                f"::notice title=spincheck::{left} more finding{'s' * (left > 1)} not shown here: "
                "GitHub keeps 10 annotations of each level; the job summary has all of them\n"
            )
        for reason in report.gate:
            yield f"spincheck: gate: {_data(reason)}\n"


def _command(level: str, document: DocumentReport, finding: Finding) -> str:
    fields = [f"file={_property(posix(document.path))}"]
    if not finding.location:
        fields += [f"line={finding.line}", f"endLine={finding.end_line}"]
        if finding.line == finding.end_line:  # GitHub refuses columns of a span over several lines
            fields += [f"col={finding.column}", f"endColumn={finding.end_column}"]
    fields.append(f"title={_property(f'{finding.rule} {finding.name}')}")
    where = f"{finding.location}: " if finding.location else ""
    return f"::{level} {','.join(fields)}::{_data(where + said(finding))}\n"
