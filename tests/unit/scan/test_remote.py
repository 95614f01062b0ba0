"""Tables, archives and lists in other places than this machine's disk, and compressed ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from spincheck.errors import UsageError
from spincheck.scan.inputs.storage import is_remote, suffix_of
from spincheck.scan.items import Columns, check_inputs, items

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory() -> Iterator[object]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_tables_archives_and_documents_of_any_store(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    import duckdb

    parquet = tmp_path / "t.parquet"
    duckdb.sql("select i::varchar as id, 'Text ' || i as text from range(70) t(i)").write_parquet(str(parquet))
    memory.pipe("/x/t.parquet", parquet.read_bytes())
    memory.pipe("/x/t.csv", b"id,text\na,One.\nb,Two.\n")
    memory.pipe("/x/t.jsonl.gz", gzip.compress(json.dumps({"id": 1, "text": "Three."}).encode()))
    memory.pipe("/x/a.md", b"# Four\n")
    memory.pipe("/x/b.md", b"# Five\n")
    columns = Columns("text", "id")
    for name, texts in (
        ("memory://x/t.csv", ["One.", "Two."]),
        ("memory://x/t.jsonl.gz", ["Three."]),
        ("memory://x/t.parquet", [f"Text {n}" for n in range(70)]),
        ("memory://x/*.md", [b"# Four\n", b"# Five\n"]),
        (parquet.as_uri(), [f"Text {n}" for n in range(70)]),
    ):
        check_inputs([name], columns)
        found = list(items([name], columns))
        assert [i.data for i in found] == texts
        assert not any(i.error or i.origin for i in found)
    assert next(items(["memory://x/t.csv"], columns)).key == "memory://x/t.csv#id=a"


def test_what_is_not_there_is_refused_before_any_work(memory: object) -> None:
    for name, said in (
        ("memory://x/none.csv", "no such file"),
        ("nonsense://x/t.csv", "cannot be opened"),
    ):
        with pytest.raises(UsageError, match=said):
            check_inputs([name], Columns())
        (item,) = items([name], Columns())
        assert item.error.startswith(name)


def test_compressed_tables_that_lie_or_explode(tmp_path: Path) -> None:
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(b"text\n" + b"".join(b"Row %d.\n" % n for n in range(5000)))[:-500])
    *rows, last = items([str(cut)], Columns())
    assert rows[0].data == "Row 0."
    assert "unreadable after row" in last.error
    # one line that would fill the memory
    line = tmp_path / "line.jsonl.gz"
    line.write_bytes(gzip.compress(b'{"text": "' + b"a" * 25_000_000 + b'"}\n{"text": "Next."}\n', 1))
    long, after = items([str(line)], Columns())
    assert "longer than 20 MB" in long.error
    assert after.data == "Next."
    field = tmp_path / "field.csv.gz"
    field.write_bytes(gzip.compress(b"text\n" + b"a" * 25_000_000 + b"\nNext.\n", 1))
    long, after = items([str(field)], Columns())
    assert "longer than 20 MB" in long.error
    assert after.data == "Next."
    assert not list(items([str(_empty(tmp_path))], Columns()))


def _empty(folder: Path) -> Path:
    file = folder / "empty.csv.gz"
    file.write_bytes(gzip.compress(b""))
    return file


def test_a_bomb_ends_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from spincheck.scan.inputs import storage

    monkeypatch.setattr(storage, "_GROWN", 500_000)
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(b"text\n" + b"\n" * 1_000_000))
    (item,) = items([str(bomb)], Columns())
    assert "like a decompression bomb" in item.error


def test_lists_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# {name}\n")
    names = tmp_path / "names"
    names.write_text(f"{tmp_path}/a.md\n{tmp_path}/none.md\n{tmp_path}/*.md\n")
    found = list(items([], Columns(), files_from=str(names)))
    assert [(Path(i.name).name, bool(i.error)) for i in found] == [
        ("a.md", False), ("none.md", False), ("a.md", False), ("b.md", False)
    ]  # fmt: skip
    (missing,) = items([], Columns(), files_from=str(tmp_path / "no list"))
    assert "no such file" in missing.error


def test_names() -> None:
    remote = ["s3://b/k.csv", "memory://x", "simplecache::s3://b/k", "file:///a"]
    here = ["C:/a.csv", "C:\\a", "a.csv", "https://a.test/t.csv"]
    assert [is_remote(name) for name in remote + here] == [True] * 4 + [False] * 4
    assert [suffix_of(n) for n in ("s3://b/A.CSV.GZ", "x/y.parquet?versionId=1", "noext", "a.b/c")] == [
        ".csv.gz", ".parquet", "", ""
    ]  # fmt: skip
