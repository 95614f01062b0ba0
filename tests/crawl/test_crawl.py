"""The crawl of a site with traps ends by itself, every address accounted for."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.scan.crawl.ledger import Memory, Row
from spincheck.scan.items import Item
from spincheck.scan.store import connect
from spincheck.scan.web import Web


def crawl(site: Any, ledger: Memory, **how: Any) -> list[Item]:
    options: dict[str, Any] = {"delay": 0, "backoff": 0.02, "page_seconds": 1.5, "max_bytes": 1_000_000} | how
    return list(Web(sites=[site.url], allow_private=True, ledger=lambda: ledger, **options).items())


def normal(path: str) -> str:
    return path.partition(";")[0].replace("%6F", "o").replace("\xe9", "%C3%A9")


def check_account(net: Any, site: Any, found: list[Item], rows: dict[str, Row], articles: int) -> None:
    """Everything that must hold of a finished crawl of the trapped site."""
    account = {url.removeprefix(site.url): row for url, row in rows.items()}
    wrong = {p: account[normal(p)] for p, status in net.TRAPS.items() if account[normal(p)].status != status}
    assert not wrong
    for n in range(articles):
        row = account[f"/article/{n}"]
        assert row.status == "checked" or (row.status, row.canonical) == ("duplicate", f"{site.url}/copy-of-3"), row
    assert account["/orphan"].status == "checked"
    assert account["/behind-noindex"].status == "checked"
    assert account["/never"].reason == "linked with nofollow only"
    # every address that the server was asked for, and every one that was handed out, is in the account
    asked = {normal(path) for path in site.asked}
    hops = {"/circle2", *(f"/hops/{n}" for n in range(1, 12)), "/robots.txt", "/sitemap.xml", "/map2.xml.gz"}
    assert {p.partition("?")[0] if "utm_" in p else p for p in asked} - set(account) <= hops
    checked = {item.url for item in found if not item.error}
    assert checked == {url for url, row in rows.items() if row.status == "checked"}
    assert len({item.key for item in found}) == len(found)
    errors = {item.url for item in found if item.error}
    assert errors <= {url for url, row in rows.items() if row.status == "error"}
    assert {row.status for row in rows.values()} <= {"checked", "duplicate", "robots", "error", "limit", "skipped"}
    # nothing was asked for that must not be
    assert not any(path.startswith(("/forbidden", "/never")) for path in site.asked)
    assert site.counts["/busy"] == 1


def test_a_site_with_traps_ends_with_every_address_accounted_for(net: Any) -> None:
    ledger = Memory()
    with net.serve(net.Site(net.articles(20), net.traps())) as site:
        began = time.monotonic()
        found = crawl(site, ledger)
        assert time.monotonic() - began < 30
        check_account(net, site, found, ledger.rows, 20)
    assert sum("endless listing" in row.reason for row in ledger.rows.values()) > 0
    assert sum("same folder" in row.reason for row in ledger.rows.values()) == 1
    assert len(site.asked) < 250


def test_the_same_site_gives_the_same_account(net: Any) -> None:
    accounts = []
    for _ in range(2):
        ledger = Memory()
        with net.serve(net.Site(net.articles(40), {"/": net.html("Start", 9, "/article/0", "/a?b=1", "/gone")})) as site:
            found = crawl(site, ledger, max_pages=25)
            order = [item.url.removeprefix(site.url) for item in found]
            accounts.append((order, [(r.status, r.reason, r.depth) for r in ledger.rows.values()]))
    assert accounts[0] == accounts[1]
    assert sum(status in ("checked", "error") for status, _, _ in accounts[0][1]) == 25


def test_bounds_are_kept_and_can_be_widened_on_resuming(net: Any) -> None:
    with net.serve(net.Site(net.articles(31), {"/": net.html("Start", 9, "/article/0")})) as site:
        ledger = Memory()
        found = crawl(site, ledger, max_depth=2, max_pages=100)
        assert [i.url.removeprefix(site.url) for i in found] == ["/", "/article/0", "/article/1", "/article/2"]
        deep = [r for r in ledger.rows.values() if r.status == "limit"]
        assert {r.reason for r in deep} == {"deeper than --max-depth"}
        asked = len(site.asked)
        resumed = Memory(ledger.rows.values(), [i.key for i in found])
        more = crawl(site, resumed, max_depth=3, max_pages=100)
        assert [i.url.removeprefix(site.url) for i in more if not i.error] == [f"/article/{n}" for n in range(3, 7)]
        # what was there is not asked for again, but for robots.txt and the sitemap
        assert set(site.asked[asked:]) & {"/", "/article/0", "/article/1", "/article/2"} == set()


def test_an_interrupted_crawl_goes_on_and_repeats_nothing(net: Any) -> None:
    with net.serve(net.Site(net.articles(40), {"/": net.html("Start", 9, "/article/0")})) as site:
        whole = Memory()
        crawl(site, whole)
        for stop_after in (1, 7, 23):
            ledger = Memory()
            options = {"delay": 0, "page_seconds": 1.5, "allow_private": True, "ledger": lambda m=ledger: m}
            source = Web(sites=[site.url], **options).items()
            first = [next(source) for _ in range(stop_after)]
            source.close()
            # the last ones were handed out, but their results never stored: a kill
            stored = [item.key for item in first[:-1]]
            resumed = Memory(ledger.rows.values(), stored)
            rest = [item for item in crawl(site, resumed) if not item.error]
            assert sorted(stored + [i.key for i in rest]) == sorted(
                r.url for r in whole.rows.values() if r.status == "checked"
            )
            assert {u: r.status for u, r in resumed.rows.items()} == {u: r.status for u, r in whole.rows.items()}


def test_a_server_that_forbids_or_fails_robots_is_left_alone(net: Any) -> None:
    start = {"/": net.html("Start", 1, "/a"), "/a": net.html("A", 2)}
    for robots, status, said in (
        (net.typed("text/plain", "User-agent: *\nDisallow: /"), "robots", "disallows"),
        (net.Answer("down", 503), "robots", "cannot be read: 503"),
        (net.typed("text/plain", "User-agent: *\nCrawl-delay: 7200"), "robots", "7200 seconds"),
    ):
        ledger = Memory()
        with net.serve(net.Site({"/robots.txt": robots}, start)) as site:
            (item,) = crawl(site, ledger)
            assert (said in item.error, ledger.rows[item.url].status) == (True, status)
            assert set(site.asked) == {"/robots.txt"}
            if "503" in said:
                assert len(crawl(site, Memory(ledger.rows.values()))) == 1  # asked again by the next run


def test_crawl_delay_spaces_the_requests(net: Any) -> None:
    robots = net.typed("text/plain", "User-agent: *\nCrawl-delay: 0.2")
    pages = {"/": net.html("Start", 1, *(f"/{n}" for n in range(4))), **{f"/{n}": net.html("P", n) for n in range(4)}}
    with net.serve(net.Site({"/robots.txt": robots}, pages)) as site:
        crawl(site, Memory())
        times = [t for t, path in zip(site.times, site.asked, strict=True) if path in pages]
    assert len(times) == 5
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.15


def test_a_host_that_stops_answering_is_given_up(net: Any) -> None:
    links = [f"/{a}{b}" for a in "abcdef" for b in "abcdefghij"]
    pages: dict[str, Any] = {"/": net.html("Start", 1, *links), "/robots.txt": net.Answer("", 404)}
    pages |= {path: net.Answer("never", slow=60) for path in links}
    ledger = Memory()
    with net.serve(net.Site(pages)) as site:
        began = time.monotonic()
        found = crawl(site, ledger, page_seconds=1.0)
        assert time.monotonic() - began < 20
    reasons = [ledger.rows[site.url + path].reason for path in links]
    assert sum(r == "the host stopped answering" for r in reasons) > 30
    assert sum(bool(item.error) for item in found) == 60 - sum(r == "the host stopped answering" for r in reasons)


def test_a_scan_crawls_and_resumes(net: Any, tmp_path: Path) -> None:
    audit = tmp_path / "a.duckdb"
    with net.serve(
        net.Site(net.articles(6), {"/": net.html("Start", 9, "/article/0", "/gone", "/article/0?utm_source=a")})
    ) as site:
        command = ["scan", "--crawl", site.url, "-o", str(audit), "--no-config", "--delay", "0", "--select", "LNK"]
        refused = CliRunner().invoke(main, command)
        assert refused.exit_code == 2
        assert "--allow-private" in refused.output
        assert site.asked == []
        audit.unlink()
        done = CliRunner().invoke(main, [*command, "--allow-private", "--fail-on", "none"])
        assert done.exit_code == 0, done.output
        assert "8 addresses: 7 checked, 1 error" in done.output
        asked = len(site.asked)
        again = CliRunner().invoke(main, [*command, "--allow-private", "--fail-on", "none", "--resume"])
        assert again.exit_code == 0, again.output
        assert not [path for path in site.asked[asked:] if "article" in path]
    base = connect(audit, read_only=True)
    rows = base.execute("select url, host, folder from documents order by position").fetchall()
    assert rows[1] == (f"{site.url}/article/0", "127.0.0.1", "/article/")
    assert base.execute("select reason from pages where status = 'error'").fetchall() == [("404 Not Found",)]
    base.close()


@pytest.mark.slow
def test_500_pages_with_traps(net: Any, tmp_path: Path) -> None:
    audit = tmp_path / "a.duckdb"
    with net.serve(net.Site(net.articles(500), net.traps())) as site:
        command = ["scan", "--crawl", site.url, "-o", str(audit), "--no-config", "--delay", "0", "--select", "LNK"]
        command += ["--quiet", "--allow-private", "--page-timeout", "3", "--max-page-size", "1", "--max-pages", "2000"]
        began = time.monotonic()
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 2, done.output  # pages that hang are errors
        assert time.monotonic() - began < 1500
        base = connect(audit, read_only=True)
        rows = {row[0]: Row(*row) for row in base.execute("from pages").fetchall()}
        documents = base.execute("select url from documents").fetchall()
        errors = base.execute("select url, error from errors").fetchall()
        base.close()
        found = [Item(url, url, url=url) for (url,) in documents] + [Item(u, u, error=e, url=u) for u, e in errors]
        check_account(net, site, found, rows, 500)
    assert len(documents) >= 500


def test_ctrl_c_ends_a_crawl_that_waits_for_a_page(net: Any, tmp_path: Path) -> None:
    pages = {"/": net.html("Start", 1, "/slow"), "/slow": net.Answer("late", slow=60)}
    audit = tmp_path / "a.duckdb"
    with net.serve(net.Site(pages)) as site:
        command = [sys.executable, "-m", "spincheck", "scan", "--crawl", site.url, "-o", str(audit), "--allow-private"]
        process = subprocess.Popen(
            [*command, "--no-config", "--select", "LNK", "--delay", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # a job started in the background inherits an ignored SIGINT, and Python then leaves it ignored
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        until = time.monotonic() + 60
        while "/slow" not in site.asked and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, said = process.communicate(timeout=60)
        assert time.monotonic() - began < 40  # the page takes 60 seconds
    assert process.returncode == 130, said
    assert b"--resume" in said
    assert b"Traceback" not in said


@pytest.mark.slow
def test_an_audit_keeps_its_account_across_a_kill(net: Any, tmp_path: Path) -> None:
    """What a killed scan had fetched but not stored is fetched again, what it had stored is not."""
    whole, audit = tmp_path / "whole.duckdb", tmp_path / "a.duckdb"
    start = {"/": net.html("Start", 9, "/article/0", "/gone")}
    options = ["--allow-private", "--no-config", "--select", "LNK", "--delay", "0", "--quiet"]
    with net.serve(net.Site(net.articles(60), start)) as site:
        command = [sys.executable, "-m", "spincheck", "scan", "--crawl", site.url, *options, "--resume", "-o"]
        assert subprocess.run([*command, str(whole)], check=False).returncode == 0
        for wait in (0.0, 0.2, 0.6):
            asked = len(site.asked)
            process = subprocess.Popen([*command, str(audit)])
            while len(site.asked) < asked + 6 and process.poll() is None:
                time.sleep(0.02)
            time.sleep(wait)
            process.kill()
            process.wait()
        assert subprocess.run([*command, str(audit)], check=False).returncode == 0
    rows = []
    for file in (whole, audit):
        base = connect(file, read_only=True)
        accounts = base.execute("select url, status, depth, canonical from pages order by 1").fetchall()
        rows.append((accounts, base.execute("select key, hash from documents order by 1").fetchall()))
        base.close()
    assert rows[0] == rows[1]
    assert len(rows[0][1]) == 61
