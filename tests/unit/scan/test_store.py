"""The audit file: all of a document or nothing, one line when it cannot be written."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from spincheck.errors import UsageError
from spincheck.scan.store import CONTENT, Store, connect


def rows(text: str, findings: int = 2) -> dict[str, Any]:
    document = ("p", "", "", "f", "", "", "text", f"hash of {text}", False, text, 10, 50.5, "F", "fail", 0.1, 1, "not spun")
    finding = ("SPN101", "n", "spun", "high", 0.9, 1, 2, None, None, 1, 1, text, "m", "[]", "[]", "f", "new", 1.0, "", "{}")
    return {
        "document": (*document, '{"a": "\\u0000"}', "{}", "[]", "", False, "settings"),
        "findings": [finding] * findings,
        "links": [("http://x.org", "x.org", text, "content", "")],
        "text": text,
    }


ERROR = {"error": ("p", "", "unreadable", "p: no such file", "")}
HARD = "nul \x00 quote \" ' \\ \ufffd € 😀 \u2028"


def counts(store: Store) -> list[int]:
    return [store._base.execute(f"select count(*) from {name}").fetchall()[0][0] for name in CONTENT]


def test_what_goes_in_comes_out_and_a_second_result_replaces_the_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb", "s", ["in"], resume=False)
    store.add([("k", 0, rows(HARD)), ("e", 1, ERROR)], wait=False)
    assert store._base.execute("select title, score, readability->>'a' from documents").fetchall() == [(HARD, 50.5, "\x00")]
    assert store._base.execute("select distinct text from findings union select anchor from links").fetchall() == [(HARD,)]
    store.add([("k", 0, rows("two", 5)), ("e", 1, rows("three", 0))], wait=False)
    assert counts(store) == [2, 5, 2, 2, 0]
    store.add([("k", 0, ERROR)], wait=False)
    assert counts(store) == [1, 0, 1, 1, 1]
    store.close()


def test_what_waits_is_written_at_the_end_and_without_texts_on_request(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb", "s", ["in"], resume=False, texts=False)
    store.add([("k", 0, rows("one"))])
    assert counts(store) == [0, 0, 0, 0, 0]
    store.close()
    store = Store(tmp_path / "a.duckdb", "s", ["in", "more"], resume=True, texts=False)
    assert counts(store) == [1, 2, 1, 0, 0]
    assert store.known["k"].hash == "hash of one"
    assert store.before == ["in"]
    store.end_run()
    assert store._base.execute("select run, documents, ended is null from runs order by run").fetchall() == [
        (1, 1, True),
        (2, 0, False),
    ]
    store.close()


def test_files_that_are_something_else_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with connect(other) as base:
        base.execute("create table mine (x integer)")
    garbage = tmp_path / "garbage.duckdb"
    garbage.write_bytes(b"not a database" * 100)
    for path, says in ((other, "not an audit file"), (garbage, "cannot be opened")):
        with pytest.raises(UsageError, match=says):
            Store(path, "s", ["in"], resume=True)


def test_a_full_disk_is_one_line_and_what_was_written_stays(tmp_path: Path) -> None:
    script = """
        import resource, signal, sys
        from pathlib import Path
        sys.path.insert(0, sys.argv[1])
        from test_store import rows
        from spincheck.errors import SpincheckError
        from spincheck.scan.store import Store

        store = Store(Path(sys.argv[2]), "s", ["in"], resume=False)
        store.add([("first", 0, rows("one"))], wait=False)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
        try:
            for n in range(500):
                store.add([(f"k{n}", n, rows("x" * 100_000))], wait=False)
        except SpincheckError as error:
            print(n, error)
        try:
            store.close()
        except SpincheckError as error:
            print("close", error)
    """
    audit = tmp_path / "a.duckdb"
    command = [sys.executable, "-c", textwrap.dedent(script), str(Path(__file__).parent), str(audit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    first = done.stdout.splitlines()[0]
    written = int(first.split()[0])
    assert f"{audit}: cannot be written: " in first
    assert first.endswith("make room and go on with --resume")
    store = Store(audit, "s", ["in"], resume=True)
    assert set(store.known) == {"first", *(f"k{n}" for n in range(written))}
    assert counts(store)[:4] == [written + 1, 2 * (written + 1), written + 1, written + 1]
    store.close()
