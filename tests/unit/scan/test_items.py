"""What a scan reads, and what becomes of broken input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from spincheck.errors import UsageError
from spincheck.scan.items import Columns, check_inputs, items


def test_csv_rows_keep_their_identity_and_bad_rows_are_named(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"id,body\na,One text.\nb,\na,Again.\nc,x,y\nd,\xff bad\ne,Last.\n")
    found = list(items([str(file)], Columns("body", "id")))
    assert [i.data for i in found if not i.error] == ["One text.", "Last."]
    problems = [i.error.split(": ", 2)[2] for i in found if i.error]
    assert problems == ["no text in 'body'", "id a was seen before", "3 fields where the header has 2", "not UTF-8"]
    assert len({i.key for i in found}) == len(found)


def test_jsonl_goes_on_after_a_broken_line(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(json.dumps({"text": "One."}) + "\n{oops\n[1]\n" + json.dumps({"text": "Two."}) + "\n")
    found = list(items([str(file)], Columns()))
    assert [bool(i.error) for i in found] == [False, True, True, False]


def test_parquet(tmp_path: Path) -> None:
    import duckdb

    file = tmp_path / "t.parquet"
    duckdb.sql("select i::varchar as id, 'Text ' || i as body from range(150) t(i)").write_parquet(str(file))
    found = list(items([str(file)], Columns("body", "id")))
    assert [i.data for i in found] == [f"Text {n}" for n in range(150)]
    assert found[7].key == f"{file}#id=7"


def test_warc_pages_and_a_record_that_breaks_off(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for number, kind in enumerate(("text/html", "image/png", "text/html")):
        head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        body = io.BytesIO(f"<p>Page {number}</p>".encode())
        writer.write_record(
            writer.create_warc_record(f"http://a.test/{number}", "response", payload=body, http_headers=head)
        )
    file = tmp_path / "t.warc.gz"
    file.write_bytes(stream.getvalue() + b"\x1f\x8bnot gzip at all")
    found = list(items([str(file)], Columns()))
    assert [(i.name, i.data) for i in found if not i.error] == [
        ("http://a.test/0", b"<p>Page 0</p>"),
        ("http://a.test/2", b"<p>Page 2</p>"),
    ]
    assert [i.error for i in found[2:]]
    assert "record 4: no compressed record where one should begin" in found[-1].error


def test_unusable_arguments_are_refused_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("id,body\na,b\n")
    with pytest.raises(UsageError, match="no column 'text'"):
        check_inputs([str(file)], Columns())
    with pytest.raises(UsageError, match="no such file"):
        check_inputs([str(tmp_path / "none.csv")], Columns())
