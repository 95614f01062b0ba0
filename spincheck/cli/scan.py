"""``spincheck scan``: many documents into one audit file."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.scan.items import Item

#: up to this many documents a second process costs more than it saves
_FEW = 16


@click.command("scan", short_help="Check many documents into one audit file; resumable.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=Path("audit.duckdb"), show_default=True,
              metavar="FILE", help="The audit file to write.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with an audit file; what is in it is not checked again.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="Column of the text in tables.")
@click.option("--id-column", metavar="NAME", help="Column that identifies a row; else its number does.")
@click.option("--text-format", type=click.Choice(["text", "markdown", "html"]), default="text", show_default=True,
              help="What the text in tables is written in.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(1, 256), metavar="N", help="Worker processes (default: one per core).")
@click.option("--timeout", type=click.FloatRange(min=1), default=60.0, show_default=True, metavar="SECONDS",
              help="Longest time for one document.")  # fmt: skip
@click.option("--memory", type=click.IntRange(min=0), default=3000, show_default=True, metavar="MB",
              help="Most memory of one worker; 0: no limit.")  # fmt: skip
@click.option("--no-text", is_flag=True, help="Keep no copy of the text that was checked; the file is smaller.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@opt.gate_options
@opt.settings_options
@click.pass_context
def command(ctx: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Check folders, globs, files, tables (.csv, .jsonl, .parquet) and web archives (.warc, .warc.gz) into one DuckDB file.

    Every document is written whole or not at all, so a scan that was killed goes on with --resume. What could not be
    checked is in the table "errors" and does not stop the scan. Ask the file with spincheck query.

    Examples:

      spincheck scan articles/ -o audit.duckdb

      spincheck scan posts.csv --text-column body --id-column slug --text-format html

      spincheck scan articles/ --resume

    Exit codes: 0 clean; 1 the gate (--fail-on, --fail-under) failed; 2 bad usage, configuration or input; 3 a check named
    by --require could not run; 130 stopped with Ctrl-C.
    """
    if not inputs:
        raise UsageError("nothing to scan", "name folders, files, tables or web archives")
    from spincheck.run import exit_code, identity
    from spincheck.scan.items import Columns, check_inputs, items
    from spincheck.scan.pool import Pool
    from spincheck.scan.store import Store
    from spincheck.scan.worker import Setup, make_run

    config = opt.config_file(options)
    opt.check_selection(options)
    setup = Setup(opt.overrides(options), config, discover=not options["no_config"])
    settings = make_run(setup).settings_for(Path(inputs[0]))
    columns = Columns(options["text_column"], options["id_column"], options["text_format"])
    check_inputs(inputs, columns)
    store = Store(
        options["output"],
        identity(settings),
        inputs,
        resume=options["resume"],
        settings_json=identity(settings),
        texts=not options["no_text"],
    )
    try:
        todo = _todo(items(inputs, columns, settings.exclude), store.done)
        first = list(itertools.islice(todo, _FEW + 1))
        jobs = 1 if len(first) <= _FEW else options["jobs"] or os.cpu_count() or 1
        pool = Pool(setup, jobs, seconds=options["timeout"], megabytes=options["memory"])
        progress = _Progress(quiet=options["quiet"])
        if first:
            for position, item, result in pool.run(itertools.chain(first, todo)):
                store.add(item.key, position, result)
                progress.tell(result)
        progress.end()
        store.end_run()
        totals = store.totals()
        if not options["quiet"]:
            _summary(totals, options["output"])
            for error in store.errors(10):
                click.echo(f"spincheck: {error}", err=True)
    except KeyboardInterrupt:
        click.echo(f"\nspincheck: stopped; repeat the command with --resume to go on with {options['output']}", err=True)
        ctx.exit(130)
    finally:
        store.close()
    ctx.exit(exit_code(errors=bool(totals["errors"]), gate=bool(totals["gate"]), incomplete=bool(totals["incomplete"])))


def _todo(found: Iterator[Item], done: set[str]) -> Iterator[tuple[int, Item]]:
    for position, item in enumerate(found):
        # the store adds to the set as it goes, so a key that two inputs share is checked once
        if item.key not in done:
            yield position, item


class _Progress:
    """A line on standard error that is written over, on a terminal only."""

    def __init__(self, *, quiet: bool) -> None:
        self.shown = sys.stderr.isatty() and not quiet
        self.began = self.last = time.monotonic()
        self.documents = self.words = 0
        self.worst: tuple[float, str] = (101.0, "")

    def tell(self, result: dict[str, Any]) -> None:
        """Count a document and, once a second, say where the scan is."""
        self.documents += 1
        if "document" in result:
            row = result["document"]
            path, words, score = row[0], row[10], row[11]
            self.words += words
            if score is not None:
                self.worst = min(self.worst, (score, path))
        now = time.monotonic()
        if self.shown and now - self.last >= 1:
            self.last = now
            rate = self.words / (now - self.began)
            worst = f", worst {self.worst[0]:.0f} {self.worst[1]}" if self.worst[1] else ""
            click.echo(f"\r\033[K{self.documents} documents, {rate:.0f} words/s{worst}"[:160], nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def _summary(totals: dict[str, Any], output: Path) -> None:
    click.echo(
        f"{totals['documents']} documents, {totals['words']} words, {totals['findings']} findings, "
        f"{totals['errors']} errors -> {output}"
    )
    if totals["worst"]:
        click.echo(f"worst: {totals['worst'][0]} ({totals['worst'][1]:.1f})")
