from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from lxml import etree

from spincheck.model import DocumentReport, Finding, Report, State
from spincheck.report import markdown, registry
from spincheck.report.csv import COLUMNS, CsvReporter
from spincheck.report.gitlab import GitlabReporter
from spincheck.report.junit import JunitReporter
from spincheck.report.lines import LinesReporter
from spincheck.report.markdown import MarkdownReporter
from spincheck.report.rdjsonl import RdjsonlReporter

SCHEMAS = Path(__file__).parents[2] / "contract/schemas"
Make = Callable[..., Report]
MakeFinding = Callable[..., Finding]


def twice(report: Report) -> Report:
    first = report.documents[0]
    return replace(report, documents=(first, replace(first, path="copy.md")))


def test_every_built_in_format_is_registered() -> None:
    wanted = {"text", "json", "jsonl", "csv", "github", "gitlab", "junit", "lines", "markdown", "rdjsonl", "sarif"}
    assert wanted <= set(registry.names())
    for name in wanted:
        assert registry.reporter(name).name == name


@pytest.mark.parametrize("name", ["csv", "github", "gitlab", "junit", "lines", "markdown", "rdjsonl", "sarif"])
def test_output_is_the_same_every_time_and_encodable(name: str, make_report: Make) -> None:
    reporter = registry.reporter(name)
    first = "".join(reporter().render(make_report()))
    assert first == "".join(reporter().render(make_report()))
    first.encode("utf-8")
    assert first.endswith("\n")


# -- lines -------------------------------------------------------------------------------------------------


def test_lines_name_place_severity_and_rule(make_report: Make) -> None:
    out = "".join(LinesReporter().render(make_report())).splitlines()
    assert out[0] == "drafts/läser 1.md:1:13: high: SPN102 'chilly laser' looks spun (try: cold laser)"
    assert len(out) == 4


# -- GitLab ------------------------------------------------------------------------------------------------


def test_gitlab_fits_the_documented_fields(make_report: Make) -> None:
    report = twice(make_report())
    issues = json.loads("".join(GitlabReporter().render(report)))
    jsonschema.validate(issues, json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8")))
    assert len(issues) == sum(len(d.findings) for d in report.documents)


def test_gitlab_fingerprints_are_unique_across_copies(make_report: Make, make_finding: MakeFinding) -> None:
    same = tuple(make_finding(nth=n, fingerprint="0" * 16) for n in (0, 1))
    issues = json.loads("".join(GitlabReporter().render(twice(make_report(same)))))
    assert len({i["fingerprint"] for i in issues}) == len(issues) == 4


def test_gitlab_fingerprints_ignore_lines(make_report: Make, make_finding: MakeFinding) -> None:
    def prints(finding: Finding) -> list[str]:
        return [i["fingerprint"] for i in json.loads("".join(GitlabReporter().render(make_report((finding,)))))]

    finding = make_finding()
    assert prints(finding) == prints(replace(finding, line=99, end_line=99, start=4000, end=4012))


def test_gitlab_marks_what_does_not_count(make_report: Make) -> None:
    issues = json.loads("".join(GitlabReporter().render(make_report())))
    marked = next(i for i in issues if "quoted source" in i["description"])
    assert marked["severity"] == "info"
    assert marked["description"].endswith("(suppressed: quoted source)")


# -- JUnit -------------------------------------------------------------------------------------------------


def junit(report: Report) -> ElementTree.Element:
    text = "".join(JunitReporter().render(report)).encode("utf-8")
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))
    schema.assertValid(etree.fromstring(text))
    return ElementTree.fromstring(text)


def test_junit_fits_the_schema_and_its_counts_are_right(make_report: Make) -> None:
    root = junit(make_report())
    assert len(root.findall(".//failure")) == int(root.get("failures", "")) == 4
    assert len(root.findall(".//skipped")) == 3
    assert len(root.findall(".//testcase")) == int(root.get("tests", ""))
    assert len(root.findall(".//error")) == 1
    for suite in root.findall("testsuite"):
        assert len(suite.findall("testcase")) == int(suite.get("tests", ""))


def test_junit_clean_document_is_one_passing_case(make_report: Make) -> None:
    root = junit(make_report((), errors=()))
    cases = root.findall(".//testcase")
    assert len(cases) == 1
    assert list(cases[0]) == []


def test_junit_holds_characters_xml_forbids(make_report: Make, make_finding: MakeFinding) -> None:
    nasty = "a\x00\x08]]>&\"'\ud800\ufffe\nb"
    root = junit(make_report((replace(make_finding(), message=nasty, text=nasty, suggestions=(nasty,)),)))
    assert "]]>" in (root.findall(".//failure")[0].text or "")


# -- CSV ---------------------------------------------------------------------------------------------------


def test_csv_reads_back(make_report: Make) -> None:
    report = make_report()
    rows = list(csv.DictReader(io.StringIO("".join(CsvReporter().render(report)), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [r["text"].lstrip("'") for r in rows] == [f.text for f in report.documents[0].findings]
    assert [r["state"] for r in rows] == [f.state.value for f in report.documents[0].findings]


def test_csv_loses_nothing_but_the_guard_against_formulas(make_report: Make) -> None:
    (document,) = make_report().documents
    rows = csv.DictReader(io.StringIO("".join(CsvReporter().render(make_report())), newline=""))
    for row, finding in zip(rows, document.findings, strict=True):
        wanted = {k: str(v) for k, v in finding.to_dict().items() if k in COLUMNS and not isinstance(v, list)}
        wanted |= {"path": document.path, "suggestions": " | ".join(finding.suggestions)}
        wanted["evidence"] = " | ".join(e.detail for e in finding.evidence)
        for name, value in wanted.items():
            assert row[name] == ("'" + value if value[:1] in ("=", "+", "-", "@") else value), name


def test_csv_cells_cannot_be_formulas(make_report: Make) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(CsvReporter().render(make_report())), newline="")))
    assert "'= fast.\r\nThe" in [r["text"] for r in rows]
    assert not [v for r in rows for v in r.values() if v[:1] in ("=", "+", "@", "\t", "\r")]


# -- reviewdog ---------------------------------------------------------------------------------------------


def test_rdjsonl_fits_and_counts_bytes(make_report: Make, make_finding: MakeFinding) -> None:
    report = make_report((make_finding("fast"), make_finding(nth=1)))
    schema = json.loads((SCHEMAS / "rdjson-diagnostic.json").read_text(encoding="utf-8"))
    rows = [json.loads(x) for x in "".join(RdjsonlReporter().render(report)).splitlines()]
    source = report.documents[0].source.encode("utf-8")
    lines = source.split(b"\n")
    for row, finding in zip(rows, report.documents[0].findings, strict=True):
        jsonschema.validate(row, schema)
        span = row["location"]["range"]
        line = lines[span["start"]["line"] - 1]
        assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode() == finding.text


def test_rdjsonl_leaves_out_what_does_not_count(make_report: Make) -> None:
    report = make_report()
    assert len("".join(RdjsonlReporter().render(report)).splitlines()) == len(report.findings)


# -- Markdown ----------------------------------------------------------------------------------------------


def table_rows(text: str) -> list[list[str]]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    rows: list[list[str]] = []
    inside = False
    for token in tokens:
        inside = inside if token.type not in ("table_open", "table_close") else token.type == "table_open"
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and inside:
            rows[-1].append("".join(c.content for c in token.children or () if c.type in ("text", "text_special")))
    return rows


def test_markdown_shows_text_as_it_is(make_report: Make, make_finding: MakeFinding) -> None:
    nasty = "a | b `c` <img src=x> **d** [e](http://f) @user #1"
    text = "".join(MarkdownReporter().render(make_report((make_finding(message=nasty),))))
    row = next(r for r in table_rows(text) if "SPN102" in r)
    assert len(row) == 6
    assert row[4].replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">") == nasty
    assert "@user" not in text


def test_markdown_says_what_it_left_out(
    make_report: Make, make_finding: MakeFinding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "ROOM", 2_000)
    reporter = MarkdownReporter()
    text = "".join(reporter.render(make_report(tuple(make_finding(fingerprint=f"{n:016x}") for n in range(50)))))
    assert reporter.notices
    assert "more findings, the least severe, are left out" in text


def test_markdown_names_states_gaps_and_gate(make_report: Make) -> None:
    text = "".join(MarkdownReporter().render(make_report()))
    assert "Not counted: 1 suppressed, 1 baselined, 1 unchanged-line." in text
    assert "The gate failed" in text
    assert "no server &lt;here&gt;" in text


def test_a_source_less_document_renders_everywhere(make_report: Make) -> None:
    bare = replace(make_report().documents[0], source="")
    assert isinstance(bare, DocumentReport)
    for name in registry.names():
        assert "".join(registry.reporter(name)().render(replace(make_report(), documents=(bare,))))


def test_states_are_all_known_to_the_fixture(make_report: Make) -> None:
    assert {f.state for f in make_report().documents[0].findings} == set(State)
