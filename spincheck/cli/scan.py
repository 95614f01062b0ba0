"""``spincheck scan``: many documents into one audit file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.cli._crawl_options import account, described, input_options, ledger, web
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.scan.items import Columns
    from spincheck.scan.todo import Todo
    from spincheck.scan.worker import Setup


@click.command("scan", short_help="Check many documents into one audit file; resumable.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("--output", "-o", "target", type=click.Path(), default="audit.duckdb", show_default=True, metavar="FILE",
              help="The audit file to write; with --engine ray a folder, or its address (s3://...).")  # fmt: skip
@click.option(
    "--resume", is_flag=True, help="Go on with an audit file; what is in it and has not changed is not checked again."
)
@click.option("--retry", is_flag=True, help="With --resume: check documents again that failed.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="Column of the text in tables.")
@click.option("--id-column", metavar="NAME", help="Column that identifies a row; else its number does.")
@click.option("--text-format", type=click.Choice(["text", "markdown", "html"]), default="text", show_default=True,
              help="What the text in tables is written in.")  # fmt: skip
@input_options
@click.option("--jobs", "-j", type=click.IntRange(1, 256), metavar="N", help="Worker processes (default: one per core).")
@click.option("--timeout", type=click.FloatRange(min=1), default=60.0, show_default=True, metavar="SECONDS",
              help="Longest time for one document.")  # fmt: skip
@click.option("--memory", type=click.IntRange(min=0), default=3000, show_default=True, metavar="MB",
              help="Most memory of one worker; 0: no limit.")  # fmt: skip
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
              help="ray: on many machines, into a folder of Parquet.")  # fmt: skip
@click.option("--ray-address", metavar="ADDRESS", help="The Ray cluster to use; without it Ray starts on this machine.")
@click.option("--compare", type=click.Path(path_type=Path), metavar="OLD",
              help="An earlier audit file: say at the end what is new, fixed and worse.")  # fmt: skip
@click.option("--no-text", is_flag=True, help="Keep no copy of the text that was checked; the file is smaller.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@opt.gate_options
@opt.settings_options
@click.pass_context
def command(ctx: click.Context, /, inputs: tuple[str, ...], target: str, **options: Any) -> None:
    """Check folders, globs, files, tables (.csv, .jsonl, .parquet) and web archives (.warc, .warc.gz) into one DuckDB file;
    or pages: by URL, from a list of URLs (.txt), from a sitemap (.xml), or a whole site with --crawl.

    Every document is written whole or not at all, so a scan that was killed goes on with --resume. What could not be
    checked is in the table "errors" and does not stop the scan. Ask the file with spincheck query.

    Examples:

      spincheck scan articles/ -o audit.duckdb

      spincheck scan posts.csv --text-column body --id-column slug --text-format html

      spincheck scan --crawl https://www.example.org/ --max-pages 500 -o audit.duckdb

      spincheck scan articles/ --resume

    Exit codes: 0 clean; 1 the gate (--fail-on, --fail-under) failed; 2 bad usage, configuration or input; 3 a check named
    by --require could not run; 130 stopped with Ctrl-C.
    """
    given = described(options, inputs)
    if not given:
        raise UsageError("nothing to scan", "name folders, files, tables, web archives or pages")
    from spincheck.run import exit_code, identity
    from spincheck.scan.items import Columns, check_inputs, items
    from spincheck.scan.pool import Pool
    from spincheck.scan.progress import Progress
    from spincheck.scan.store import Store, stored_key
    from spincheck.scan.todo import Todo, count
    from spincheck.scan.trend.short import after_scan, check_earlier
    from spincheck.scan.worker import Setup, make_run

    config = opt.config_file(options)
    opt.check_selection(options)
    setup = Setup(opt.overrides(options), config, discover=not options["no_config"])
    run = make_run(setup)
    settings = run.settings_for(Path(inputs[0] if inputs else ""))
    columns = Columns(options["text_column"], options["id_column"], options["text_format"])
    check_inputs(inputs, columns)
    fetched = web(options, inputs)
    if options["compare"] is not None:
        check_earlier(options["compare"], target, options["engine"])
    if options["engine"] == "ray":
        from spincheck.cli._ray import scan_with_ray

        if fetched.takes(inputs) or options["files_from"]:
            raise UsageError("--engine ray reads files and tables", "fetch pages and lists with the local engine")
        asked = _asked(setup, columns, texts=not options["no_text"])
        ctx.exit(scan_with_ray(inputs, target, setup, columns, settings, asked, options))
    output = Path(target)
    store = Store(
        output,
        _asked(setup, columns, texts=not options["no_text"]),
        given,
        resume=options["resume"],
        settings_json=identity(settings),
        texts=not options["no_text"],
    )
    counted = (lambda: count(inputs, settings.exclude)) if given == inputs and not fetched.takes(inputs) else lambda: None
    progress = Progress(counted, quiet=options["quiet"])
    fetched.ledger = ledger(store, retry=options["retry"])
    found = items(inputs, columns, settings.exclude, files_from=options["files_from"], web=fetched)
    todo = Todo(found, store.known, run, retry=options["retry"])
    try:
        pool = Pool(setup, options["jobs"] or os.cpu_count() or 1, seconds=options["timeout"], megabytes=options["memory"])
        for done in pool.run(todo):
            store.add((stored_key(item.key), position, result) for position, item, result in done)
            for _, _, result in done:
                progress.add(result)
            progress.tell(todo.unchanged)
        store.end_run()
        progress.end()
        totals = store.totals()
        if not options["quiet"]:
            _summary(totals, output)
            if pages := account(store):
                click.echo(pages)
            for note in _notes(todo, store.before, given):
                click.echo(f"spincheck: {note}", err=True)
            for error in store.errors(10):
                click.echo(f"spincheck: {error}", err=True)
    except KeyboardInterrupt:
        progress.end()
        click.echo(f"spincheck: stopped; repeat the command with --resume to go on with {output}", err=True)
        ctx.exit(130)
    finally:
        progress.end()
        store.close()
    if options["compare"] is not None and not options["quiet"]:
        for line in after_scan(options["compare"], output):
            click.echo(line)
    ctx.exit(exit_code(errors=bool(totals["errors"]), gate=bool(totals["gate"]), incomplete=bool(totals["incomplete"])))


def _asked(setup: Setup, columns: Columns, *, texts: bool) -> str:
    """What the command line asks for, and a resumed scan must again; configuration files are looked at per document."""
    import json
    from dataclasses import asdict

    asked = {"settings": dict(setup.overrides), "config": setup.discover, "columns": asdict(columns), "texts": texts}
    return json.dumps(asked, sort_keys=True, default=list)


def _notes(todo: Todo, before: list[str] | None, inputs: tuple[str, ...]) -> Iterator[str]:
    """What a resumed scan met that is different now."""
    if before is None:
        return
    if before != list(inputs):
        yield f"the scan was begun over other inputs ({', '.join(before)[:200]}); what they gave is kept"
    if todo.changed:
        yield f"{todo.changed} of {todo.changed + todo.unchanged} documents had changed (or their settings): checked again"
    if todo.gone:
        yield f"{todo.gone} documents in the file are not among the inputs now; they are kept"


def _summary(totals: dict[str, Any], output: Path) -> None:
    click.echo(
        f"{totals['documents']} documents, {totals['words']} words, {totals['findings']} findings, "
        f"{totals['errors']} errors -> {output}"
    )
    if totals["worst"]:
        click.echo(f"worst: {totals['worst'][0]} ({totals['worst'][1]:.1f})")
