"""The options of ``spincheck scan`` that say what is to be fetched, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.scan.crawl.ledger import Ledger
    from spincheck.scan.store import Store
    from spincheck.scan.web import Web

F = TypeVar("F", bound=Callable[..., Any])


def input_options(function: F) -> F:
    """Add the options; read them with :func:`web` and :func:`described`."""
    options = [
        click.option("--files-from", metavar="FILE", help="Check what FILE lists too, one path a line; -: standard input."),
        click.option(
            "--urls-from", multiple=True, metavar="FILE", help="Fetch the addresses FILE lists; -: standard input."
        ),
        click.option("--sitemap", multiple=True, metavar="URL", help="Fetch the pages of a sitemap, by URL or path."),
        click.option("--crawl", multiple=True, metavar="URL", help="Crawl a site: its host only, robots.txt honoured."),
        click.option("--max-depth", type=click.IntRange(0, 100), default=10, show_default=True, metavar="N",
                     help="Links from the start of a crawl."),
        click.option("--max-pages", type=click.IntRange(1), default=1000, show_default=True, metavar="N",
                     help="Most pages that crawls fetch."),
        click.option("--delay", type=click.FloatRange(0, 60), default=0.25, show_default=True, metavar="SECONDS",
                     help="Least time between two requests to a host; robots.txt may ask for more."),
        click.option("--page-timeout", type=click.FloatRange(1, 600), default=30.0, show_default=True, metavar="SECONDS",
                     help="Longest time to fetch a page."),
        click.option("--max-page-size", type=click.FloatRange(0.01, 20), default=5.0, show_default=True, metavar="MB",
                     help="Largest page that is read, decompressed."),
        click.option("--allow-private", is_flag=True, help="Fetch from private, loopback and reserved addresses too."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def web(options: Mapping[str, Any], inputs: tuple[str, ...]) -> Web:
    """What is to be fetched. Raises UsageError for what cannot be, before any work."""
    from spincheck.scan.web import Web

    made = Web(
        sitemaps=list(options["sitemap"]),
        sites=list(options["crawl"]),
        max_depth=options["max_depth"],
        max_pages=options["max_pages"],
        max_bytes=int(options["max_page_size"] * 1e6),
        page_seconds=options["page_timeout"],
        delay=options["delay"],
        allow_private=options["allow_private"],
    )
    made.lists.extend(options["urls_from"])
    if [options["files_from"], *made.lists, *inputs].count("-") > 1:
        raise UsageError("standard input can be read once only", "give - to one option")
    listed = options["files_from"]
    if listed not in (None, "-"):
        from spincheck.scan.inputs import storage

        if not storage.exists(listed):
            raise UsageError(f"{listed}: no such file", "check the path")
    made.check(inputs)
    return made


def described(options: Mapping[str, Any], inputs: tuple[str, ...]) -> tuple[str, ...]:
    """All inputs as they are noted in the audit file, those of options with the option's name."""
    files = (f"--files-from {options['files_from']}",) if options["files_from"] else ()
    named = (f"--{o.replace('_', '-')} {v}" for o in ("urls_from", "sitemap", "crawl") for v in options[o])
    return (*inputs, *files, *named)


def ledger(store: Store, *, retry: bool) -> Callable[[], Ledger]:
    """What makes the account of addresses in an audit file. ``retry``: what failed counts as not done."""

    # taken now: later another thread asks, while results come in
    done = {key for key, known in store.known.items() if not (retry and known.failed)}

    def make() -> Ledger:
        from spincheck.scan.crawl.ledger import Table

        return Table(store.connection(), store.path, done)

    return make


def account(store: Store) -> str:
    """One line on what became of the addresses; empty when none was met."""
    counts = store.connection().execute("select status, count(*) from pages group by 1 order by 2 desc, 1").fetchall()
    total = sum(count for _, count in counts)
    return f"{total} addresses: " + ", ".join(f"{count} {status}" for status, count in counts) if total else ""
