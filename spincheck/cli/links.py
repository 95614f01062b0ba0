"""``spincheck links``: every link of a document, with a verdict."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt

if TYPE_CHECKING:
    from spincheck.rules.links._table import Row
    from spincheck.scan.live import Answer


@click.command("links", short_help="List every link with its target and a verdict.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True, help="Form."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
@click.option("--check-live", is_flag=True, help="Ask the hosts whether the targets are there (off by default).")
@click.option("--allow-private", is_flag=True, help="With --check-live, also ask private and local addresses.")
@click.option("--timeout", type=click.FloatRange(0.1, 120), default=10.0, show_default=True, help="Seconds per request.")
@opt.settings_options
def command(file: Path, **options: Any) -> None:
    """List every link of FILE: line, text, target, site, rel, place, shared topic and a verdict.

    Verdicts: spam, suspicious, note, ok. Without --check-live nothing is fetched; with it each target is asked once and
    reported as ok, dead, redirected (to another site), soft-404, refused, robots or unknown.

    Examples:

      spincheck links article.html

      spincheck links draft.md --format csv --output links.csv

      spincheck links draft.md --check-live
    """
    from spincheck.engine import Engine
    from spincheck.rules.links import _table
    from spincheck.rules.links import rules as family
    from spincheck.run import Run
    from spincheck.sources import read_path

    run = Run(opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    document = read_path(file, html_scope=settings.html_scope)
    report = Engine(settings, family()).check(document)
    rows = _table.rows(document, settings, report.findings)
    live: list[Answer] | None = None
    if options["check_live"]:
        from spincheck.scan.live import check

        live = check([row.target for row in rows], allow_private=options["allow_private"], timeout=options["timeout"])
    for note in report.not_checked:
        click.echo(f"spincheck: not checked: {note.check}: {note.reason}", err=True)
    render = {"text": _text, "csv": _csv, "json": _json}[options["format_"]]
    opt.write_output(render(str(file), rows, live), options["output"])


def _text(name: str, rows: list[Row], live: list[Answer] | None) -> Iterator[str]:
    for index, row in enumerate(rows):
        rules = f" {','.join(row.rules)}" if row.rules else ""
        yield f"{name}:{row.line}:{row.column}: {row.verdict}{rules}\n"
        if row.anchor and row.anchor != row.target:
            yield f"    text   {_cut(row.anchor)}\n"
        yield f"    target {_cut(row.target)}\n"
        facts = [
            f"place {row.place}",
            f"topic {row.topic}",
            *([f"rel {row.rel}"] if row.rel else []),
            *([row.note] if row.note else []),
        ]
        yield f"    {'; '.join(filter(None, facts))}\n"
        if live is not None:
            yield f"    live   {live[index].describe()}\n"
    bad = sum(row.verdict in ("spam", "suspicious") for row in rows)
    yield f"{len(rows)} link{'s' * (len(rows) != 1)}, {bad} spam or suspicious\n"


def _cut(text: str) -> str:
    return text if len(text) <= 160 else text[:157] + "..."


def _csv(name: str, rows: list[Row], live: list[Answer] | None) -> Iterator[str]:
    from spincheck.rules.links._table import COLUMNS

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", *COLUMNS, *(["live", "live_detail"] if live is not None else [])])
    for index, row in enumerate(rows):
        values = [name, *(" ".join(v) if isinstance(v := getattr(row, c), tuple) else v for c in COLUMNS)]
        if live is not None:
            values += [live[index].status, live[index].describe()]
        # a cell that begins like a formula is run by spreadsheets
        writer.writerow(["'" + v if isinstance(v, str) and v[:1] in ("=", "+", "-", "@") else v for v in values])
    yield out.getvalue()


def _json(name: str, rows: list[Row], live: list[Answer] | None) -> Iterator[str]:
    entries = []
    for index, row in enumerate(rows):
        entry = row.to_dict()
        if live is not None:
            entry["live"] = live[index].to_dict()
        entries.append(entry)
    yield json.dumps({"file": name, "links": entries}, ensure_ascii=False, indent=2) + "\n"
