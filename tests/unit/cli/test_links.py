"""``spincheck links`` and ``spincheck clean-links``."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spincheck.cli import main

PAGE = """<html><body><article><h1>Knee care</h1>
<p>Rest first, <a href="/ice">then ice</a>, and read <a href="https://www.nih.gov@pills.example.com/">the leaflet</a>.</p>
<div style="display:none"><a href="https://pills.example.com/buy">cheap pills</a></div></article></body></html>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_text_lists_every_link(page: Path) -> None:
    result = run("links", str(page))
    assert result.exit_code == 0
    assert "3 links, 2 spam or suspicious" in result.output
    assert "hidden: display:none" in result.output


def test_json_has_exact_places(page: Path) -> None:
    result = run("links", str(page), "--format", "json")
    entries = json.loads(result.stdout)["links"]
    assert [e["verdict"] for e in entries] == ["ok", "spam", "spam"]
    assert [e["rules"] for e in entries] == [[], ["LNK215"], ["LNK218"]]
    assert PAGE[entries[1]["start"] : entries[1]["end"]].endswith(">the leaflet</a>")


def test_csv_cells_do_not_run_in_spreadsheets(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("Rest. [=1+1](https://example.com/) is a link.\n", encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("links", str(file), "-f", "csv").stdout)))
    assert rows[0]["anchor"] == "'=1+1"
    assert rows[0]["domain"] == "example.com"


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    for command in ("links", "clean-links"):
        result = run(command, str(tmp_path / "none.html"))
        assert result.exit_code == 2
        assert "no such file" in result.output


def test_diff_changes_nothing_and_write_does(page: Path) -> None:
    before = page.read_bytes()
    result = run("clean-links", str(page), "--diff")
    assert result.exit_code == 0
    assert "-<div" in result.stdout
    assert page.read_bytes() == before
    assert run("clean-links", str(page), "--write").exit_code == 0
    after = page.read_text(encoding="utf-8")
    assert "pills.example.com" not in after
    assert "the leaflet" in after
    assert '<a href="/ice">then ice</a>' in after


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_write_keeps_encoding_and_line_ends(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    text = "Caf\u00e9 \u2013 it went down.\r\n\r\nRest. https://e.com/summer-dress/ by boosting repair and easing pain.\r\n"
    file.write_bytes(text.encode(encoding))
    assert run("clean-links", str(file), "--write").exit_code == 0
    assert file.read_bytes() == text.replace("https://e.com/summer-dress/ ", "").encode(encoding)


def test_an_unknown_rule_is_refused(page: Path) -> None:
    result = run("clean-links", str(page), "--also", "LNK999")
    assert result.exit_code == 2
    assert "LNK999" in result.output
