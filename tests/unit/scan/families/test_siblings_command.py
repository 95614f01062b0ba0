"""The commands ``siblings`` and ``compare`` over files, tables and an audit file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spincheck.cli import main
from spincheck.cli._side_by_side import console
from spincheck.scan.store import TABLES, connect

SOURCE = (
    "Breast cancer is more common in women over fifty, and screening finds it early. The doctor will look at the scan with "
    "you and explain each image. Most people feel better within two weeks of treatment at the Marlow clinic in Leeds. "
    "A nurse rings on day 14 to ask about pain, sleep and appetite."
)
SPUN = (
    "Bosom disease is more common in women over fifty, and screening discovers it early. The physician will look at the "
    "scan with you and explain each picture. Most individuals feel better within two weeks of therapy at the Marlow clinic "
    "in Leeds. A nurse rings on day 14 to inquire about soreness, slumber and appetite."
)
OTHER = (
    "Lentil soup needs little time. Rinse a cup of red lentils, chop an onion and two carrots, and let everything simmer "
    "for twenty minutes. Lemon juice and cumin go in last. Leftovers keep for three days in the fridge and freeze well."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a", SOURCE), ("b", SPUN), ("c", OTHER)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    path = tmp_path / "audit.duckdb"
    base = connect(path)
    for name, columns in TABLES.items():
        base.execute(f"create table {name} ({columns})")
    base.execute("insert into runs (run, schema) values (1, 2)")
    for key, text in (("a", SOURCE), ("b", SPUN), ("c", OTHER)):
        base.execute("insert into texts values (?, ?)", [key, text])
        base.execute("insert into documents (key, path) values (?, ?)", [key, key])
    base.close()
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_a_folder_as_text_json_and_csv(folder: Path) -> None:
    text = run("siblings", folder)
    assert text.exit_code == 0, text.output
    assert "3 pages: 2 of them in 1 families" in text.output
    plain = json.loads(run("siblings", folder, "--format", "json").stdout)
    (family,) = plain["families"]
    (member,) = family["members"]
    assert {Path(family["exemplar"]).name, Path(member["key"]).name} == {"a.txt", "b.txt"}
    assert Path(member["source"]).name == "a.txt"
    first = member["aligned"][0]
    exemplar = Path(family["exemplar"]).read_text(encoding="utf-8")
    assert exemplar[slice(*first["a"])].endswith(".")
    rows = list(csv.DictReader(io.StringIO(run("siblings", folder, "--format", "csv").stdout)))
    assert [r["family"] for r in rows] == ["1"]
    assert float(rows[0]["similarity"]) > 0.4


def test_a_table_by_its_columns(tmp_path: Path) -> None:
    rows = [{"id": n, "body": text} for n, text in enumerate((SOURCE, SPUN, OTHER))]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    done = run("siblings", tmp_path / "t.jsonl", "--text-column", "body", "--id-column", "id", "--format", "json")
    assert [len(f["members"]) for f in json.loads(done.stdout)["families"]] == [1]


def test_an_audit_file_keeps_its_families(audit: Path) -> None:
    for _ in range(2):  # a second run replaces the first
        done = run("siblings", audit, "--save")
        assert done.exit_code == 0, done.output
    base = connect(audit, read_only=True)
    assert base.execute("select count(*), count(distinct family) from families").fetchone() == (2, 1)
    a, b, source, aligned = base.execute("select a, b, source, aligned from pairs").fetchall()[0]
    assert ({a, b}, source) == ({"a", "b"}, "a")
    texts = {"a": SOURCE, "b": SPUN}
    changes = [c for s in json.loads(aligned) for c in s["changes"]]
    marked = {texts[a][c[0] : c[1]] for c in changes} | {texts[b][c[2] : c[3]] for c in changes}
    assert {"Breast cancer", "Bosom disease"} <= marked
    assert base.execute("select documents, families, short from siblings").fetchone() == (3, 1, 0)
    base.close()


def test_an_audit_file_without_texts_says_so(audit: Path) -> None:
    base = connect(audit)
    base.execute("delete from texts")
    base.close()
    done = run("siblings", audit)
    assert done.exit_code == 2
    assert "keeps no texts" in done.output


def test_what_cannot_be_read_is_named_and_the_rest_compared(folder: Path) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    done = run("siblings", folder)
    assert done.exit_code == 2
    assert "broken.docx" in done.output
    assert "1 families" in done.output


def test_the_threshold_decides(folder: Path) -> None:
    (folder / "b.txt").write_text(f"{SPUN} The clinic shop sells knee braces and crutches.", encoding="utf-8")
    assert json.loads(run("siblings", folder, "--threshold", "0.99", "--format", "json").stdout)["families"] == []


def test_compare_marks_changed_words_in_every_width(folder: Path) -> None:
    for columns in ("40", "100"):
        done = CliRunner().invoke(main, ["compare", str(folder / "a.txt"), str(folder / "b.txt")], env={"COLUMNS": columns})
        assert done.exit_code == 0
        flat = " ".join(done.output.split())
        assert "[Breast cancer]" in done.output or "[Breast cancer]" in flat
        assert "likely source: the first file" in flat
        assert max(map(len, done.output.splitlines())) <= max(int(columns), 100)


def test_compare_as_json_and_html(folder: Path) -> None:
    plain = json.loads(run("compare", folder / "a.txt", folder / "b.txt", "--format", "json").stdout)
    assert plain["source"] == "first"
    assert plain["sentences"][0]["changes"]
    (folder / "a.txt").write_text("<script>alert(1)</script> is what the page says about breast cancer.", encoding="utf-8")
    page = run("compare", folder / "a.txt", folder / "b.txt", "--format", "html").stdout
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_terminal_cannot_be_lied_to(folder: Path) -> None:
    (folder / "a.txt").write_text("Bad \x1b[31m knees \u202e hurt.", encoding="utf-8")
    done = run("compare", folder / "a.txt", folder / "b.txt")
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


def test_colour_only_when_asked() -> None:
    assert console(color=False).no_color
    assert not console(color=True).no_color
