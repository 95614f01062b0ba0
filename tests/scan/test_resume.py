"""A scan that is killed loses nothing and repeats nothing; a document that hangs costs only itself."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from spincheck.cli import main
from spincheck.scan.items import Item
from spincheck.scan.pool import Pool
from spincheck.scan.store import connect
from spincheck.scan.worker import Setup, digest_of

KILLS = int(os.environ.get("SPINCHECK_TEST_KILLS", "4"))
TEXT = "Cold laser therapy may ease pain in document {n}. The chilly laser can improve your wheelchair. "


def _command(folder: Path, audit: Path) -> list[str]:
    base = [sys.executable, "-m", "spincheck", "scan", str(folder), "-o", str(audit), "--resume", "--no-config"]
    return [*base, "--jobs", "2", "--level", "fast"]


def test_killed_at_random_moments(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(120):
        (folder / f"{n:03}.txt").write_text(TEXT.format(n=n) * 12)
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    audit = tmp_path / "a.duckdb"
    dice = random.Random(8)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(_command(folder, audit), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(1.5, 4.5))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = subprocess.run(_command(folder, audit), capture_output=True, text=True, check=False)
    assert last.returncode in (1, 2), last.stderr  # the gate failed, and one file is binary
    assert killed
    base = connect(audit, read_only=True)
    documents = [row[0] for row in base.execute("select key from documents order by key").fetchall()]
    assert documents == sorted(str(folder / f"{n:03}.txt") for n in range(120))
    assert base.execute("select count(*) from errors").fetchall() == [(1,)]
    whole = tmp_path / "whole.duckdb"
    command = [str(whole) if part == str(audit) else part for part in _command(folder, audit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == last.returncode
    for table in ("documents", "findings", "links", "texts", "errors"):
        rows = f"from {table} order by all"
        uninterrupted = connect(whole, read_only=True)
        assert base.execute(rows).fetchall() == uninterrupted.execute(rows).fetchall(), table
        uninterrupted.close()
    base.close()


def test_a_document_over_its_time_is_named_and_its_worker_replaced() -> None:
    slow = Item("slow", "slow.txt", TEXT.format(n=0) * 4000, "text")
    quick = Item("quick", "quick.txt", TEXT.format(n=1), "text")
    pool = Pool(Setup({"level": "fast"}, discover=False), 1, seconds=1.0)
    found = {item.key: result for done in pool.run(enumerate([slow, quick])) for _, item, result in done}
    assert found["slow"]["error"] == ("slow.txt", "", "timeout", "slow.txt: not done after 1 seconds", digest_of(slow))
    assert "document" in found["quick"]


def test_settings_must_match_and_files_are_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format(n=1))
    audit = str(tmp_path / "a.duckdb")
    run = CliRunner().invoke
    assert run(main, ["scan", str(file), "-o", audit, "--no-config"]).exit_code == 1
    again = run(main, ["scan", str(file), "-o", audit, "--no-config"])
    assert again.exit_code == 2
    assert "--resume" in again.output
    other = run(main, ["scan", str(file), "-o", audit, "--no-config", "--resume", "--level", "fast"])
    assert other.exit_code == 2
    assert "other settings" in other.output
    parquet = tmp_path / "f.parquet"
    assert run(main, ["query", audit, "from findings", "-o", str(parquet)]).exit_code == 0
    assert parquet.read_bytes()[:4] == b"PAR1"
    answer = run(main, ["query", audit, "select count(*) as n from documents", "-f", "csv"])
    assert answer.output == "n\n1\n"
    assert run(main, ["query", audit, "delete from documents"]).exit_code == 2


def test_a_file_of_another_version_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format(n=1))
    audit = tmp_path / "old.duckdb"
    base = connect(audit)
    base.execute("create table runs (schema integer, version varchar)")
    base.execute("insert into runs values (1, '0.1.0')")
    base.close()
    for command in (["scan", str(file), "-o", str(audit), "--resume"], ["query", str(audit), "select 1"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 2
        assert result.stderr == f"spincheck: {audit}: an audit file of format 1, not 2: scan anew\n"


def test_where_a_finding_stands_in_the_stored_text(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<html><head><meta name=author content='Jo Doe'></head><body class='post-7 x'><div><article>"
        "<p>The <b>chilly &amp;</b> laser.</p><p>The <i>chilly</i> laser can improve your wheelchair.</p>"
        "</article></div></body></html>"
    )
    audit = tmp_path / "a.duckdb"
    assert CliRunner().invoke(main, ["scan", str(file), "-o", str(audit), "--no-config"]).exit_code == 1
    base = connect(audit, read_only=True)
    text, source = base.execute("select text from texts").fetchall()[0][0], file.read_text()
    places = base.execute("select start_at, end_at, text_start, text_end from findings where category = 'spun'").fetchall()
    assert "chilly laser" in [text[a:b] for _, _, a, b in places]
    assert all(source[s:e].replace("<i>", "").replace("</i>", "") == text[a:b] for s, e, a, b in places)
    row = base.execute(
        "select url, host, folder, author, format, approximate, length(template), length(hash) from documents"
    )
    assert row.fetchall() == [("", "", str(tmp_path), "Jo Doe", "html", False, 8, 16)]
    assert base.execute("select run, documents, ended >= began, settings_json->>'level' from runs").fetchall() == [
        (1, 1, True, "full")
    ]
    base.close()


def test_a_changed_file_is_checked_again_and_said(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(TEXT.format(n=name))
    audit = str(tmp_path / "a.duckdb")
    command = ["scan", str(tmp_path), "-o", audit, "--resume", "--select", "SPN"]
    run = CliRunner().invoke
    assert run(main, [*command, str(tmp_path / "a.txt")]).exit_code == 1
    (tmp_path / "b.txt").write_text("Rest is good for a sore back.")
    (tmp_path / "c.txt").unlink()
    again = run(main, command)
    assert again.exit_code == 1
    assert again.stdout.startswith("3 documents, ")
    assert "1 of 2 documents had changed (or their settings): checked again" in again.stderr
    assert "1 documents in the file are not among the inputs now; they are kept" in again.stderr
    assert "the scan was begun over other inputs" in again.stderr
    base = connect(Path(audit), read_only=True)
    assert base.execute("select count(*), count(distinct key) from documents").fetchall() == [(3, 3)]
    assert base.execute("select count(*) from findings where key like '%b.txt'").fetchall() == [(0,)]
    assert base.execute("select text from texts where key like '%b.txt'").fetchall() == [("Rest is good for a sore back.",)]
    base.close()
    (tmp_path / "spincheck.toml").write_text("fail_under = 50\n")
    assert "2 of 2 documents had changed" in run(main, command).stderr
    assert run(main, [*command, "--text-column", "body"]).exit_code == 2
