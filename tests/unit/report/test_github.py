from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from spincheck.model import Finding, Report, Severity
from spincheck.report.github import GithubReporter

COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)")


def lines(report: Report) -> list[str]:
    return "".join(GithubReporter().render(report)).splitlines()


def test_only_findings_that_count_are_annotated_worst_first(make_report: Callable[..., Report]) -> None:
    found = [COMMAND.fullmatch(line) for line in lines(make_report(errors=()))]
    levels = [m.group(1) for m in found if m]
    assert levels == ["error", "error", "warning", "notice"]


def test_values_are_escaped_as_the_runner_unescapes_them(
    make_report: Callable[..., Report], make_finding: Callable[..., Finding]
) -> None:
    finding = make_finding(message="100%\nof: a, b")
    document = replace(make_report((finding,)).documents[0], path="a,b:c%.md")
    line = lines(make_report(documents=(document,), errors=()))[0]
    assert "file=a%2Cb%3Ac%25.md," in line
    match = COMMAND.fullmatch(line)
    assert match
    assert match.group(3).startswith("100%25 of: a, b")


def test_a_span_over_lines_has_no_columns(make_report: Callable[..., Report]) -> None:
    line = next(x for x in lines(make_report()) if "LNK201" in x)
    assert "line=1,endLine=2,title=" in line


def test_limits_are_kept_and_the_rest_is_counted(
    make_report: Callable[..., Report], make_finding: Callable[..., Finding]
) -> None:
    many = [make_finding(severity=s, fingerprint=f"{n:016x}") for s in Severity for n in range(30)]
    out = lines(make_report(tuple(many), errors=()))
    counts = {level: sum(x.startswith(f"::{level} ") for x in out) for level in ("error", "warning", "notice")}
    assert counts == {"error": 10, "warning": 10, "notice": 10}
    assert f"{120 - 29} more findings" in next(x for x in out if "not shown" in x)


def test_an_unreadable_document_is_an_error(make_report: Callable[..., Report]) -> None:
    assert lines(make_report(()))[0] == "::error file=gone.md,title=spincheck::gone.md: no such file: check the path"
