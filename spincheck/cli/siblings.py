"""``spincheck siblings``: which pages are respun copies of one another."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.scan.families.find import Found
    from spincheck.scan.families.save import Sides
    from spincheck.scan.families.texts import Texts

_COLUMNS = (
    "family", "size", "exemplar", "key", "similarity", "coverage", "coverage_exemplar", "changed", "swapped", "source",
)  # fmt: skip


#: pairs that are looked at closely for the text table; the largest families come first
_SHOWN = 500


@click.command("siblings", short_help="Find pages that are respun copies of one another.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--threshold", type=click.FloatRange(0.02, 1.0), metavar="SHARE",
              help="Least similarity of a page to its family's exemplar (default: 0.15).")  # fmt: skip
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True,
              help="How to show the families.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N",
              help="Families in text; 0: all.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@click.option("--save", is_flag=True, help="Keep the families in the audit file, for its report and for query.")
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="Column of the text in tables.")
@click.option("--id-column", metavar="NAME", help="Column that identifies a row; else its number does.")
@click.option("--text-format", type=click.Choice(["text", "markdown", "html"]), default="text", show_default=True,
              help="What the text in tables is written in.")  # fmt: skip
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files not to read.")
@click.option("--html-scope", type=click.Choice(["main", "body", "all"]), default="main", show_default=True,
              help="Which part of an HTML page to read.")  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text.")
@click.pass_context
def command(ctx: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Group pages into families: an exemplar, and pages that are spun copies of it or of its source.

    INPUT is an audit file that spincheck scan wrote, or what scan reads: folders, globs, files, tables and web archives.
    Synonyms are folded into classes, so copies are found although a spinner left no five words in a row. Every member
    was compared with its exemplar sentence by sentence; boilerplate that many pages share counts for little.

    Examples:

      spincheck siblings audit.duckdb --save

      spincheck siblings articles/ --format csv -o families.csv

      spincheck siblings audit.duckdb --threshold 0.3 --limit 0

    Exit codes: 0 done; 2 bad usage, or an input that cannot be read (the others are still compared).
    """
    from spincheck.scan.families.find import THRESHOLD, collect, find
    from spincheck.scan.families.save import PAIRS, save, sides

    audit = Path(inputs[0]) if len(inputs) == 1 and inputs[0].endswith(".duckdb") else None
    if options["save"] and audit is None:
        raise UsageError("--save needs an audit file", "run spincheck scan first, and name its .duckdb file alone")
    threshold = THRESHOLD if options["threshold"] is None else options["threshold"]
    texts = _texts(inputs, audit, options)
    try:
        found = find(collect(texts), threshold)
        everything = options["save"] or options["format_"] != "text"
        seen = sides(found, texts, PAIRS if everything else _SHOWN)
        if options["save"] and audit is not None:
            texts.close()
            save(audit, found, seen, threshold)
    finally:
        texts.close()
    render = {"text": _text, "json": _json, "csv": _csv}[options["format_"]]
    opt.write_output(render(found, seen, texts.errors, options | {"threshold": threshold}), options["output"])
    for error in texts.errors[:10]:
        click.echo(f"spincheck: {error}", err=True)
    if len(texts.errors) > 10:
        click.echo(f"spincheck: and {len(texts.errors) - 10} more that cannot be read", err=True)
    ctx.exit(2 if texts.errors else 0)


def _texts(inputs: tuple[str, ...], audit: Path | None, options: dict[str, Any]) -> Texts:
    from spincheck.scan.families.texts import AuditTexts, InputTexts

    if audit is not None:
        return AuditTexts(audit)
    from spincheck.scan.items import Columns, check_inputs, items

    columns = Columns(options["text_column"], options["id_column"], options["text_format"])
    check_inputs(inputs, columns)
    return InputTexts(items(inputs, columns, options["exclude"]), options["html_scope"])


def _rows(found: Found, seen: Sides) -> Iterator[dict[str, Any]]:
    for family in found.families:
        size = len(family.members) + 1
        for member in family.members:
            side = seen.get((family.exemplar, member.key))
            yield {
                "family": family.number, "size": size, "exemplar": family.exemplar, "key": member.key,
                "similarity": round(member.similarity, 4), "coverage": round(member.coverage[1], 4),
                "coverage_exemplar": round(member.coverage[0], 4),
                "changed": None if side is None else side.changed,
                "swapped": None if side is None else side.swapped,
                "source": "" if side is None else side.source,
            }  # fmt: skip


def _csv(found: Found, seen: Sides, _: list[str], __: dict[str, Any]) -> Iterator[str]:
    from spincheck.report.csv import safe

    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _rows(found, seen):
        writer.writerow({k: safe(v) if isinstance(v, str) else v for k, v in row.items()})
    yield stream.getvalue()


def _json(found: Found, seen: Sides, errors: list[str], options: dict[str, Any]) -> Iterator[str]:
    from spincheck import __version__

    by_family: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(found, seen):
        side = seen.get((row["exemplar"], row["key"]))
        kept = {k: v for k, v in row.items() if k not in ("family", "size", "exemplar")}
        by_family.setdefault(row["family"], []).append(kept | {"aligned": json.loads(side.aligned) if side else []})
    yield json.dumps(
        {
            "version": __version__, "threshold": options["threshold"], "pages": found.pages, "words": found.words,
            "too_short": found.short, "candidates": found.candidates, "errors": errors,
            "families": [
                {
                    "family": f.number, "size": len(f.members) + 1, "exemplar": f.exemplar,
                    "members": by_family.get(f.number, []),
                }
                for f in found.families
            ],
        },
        indent=2,
    )  # fmt: skip
    yield "\n"


def _text(found: Found, seen: Sides, _: list[str], options: dict[str, Any]) -> Iterator[str]:
    from rich.table import Table
    from rich.text import Text

    from spincheck.cli._side_by_side import console
    from spincheck.report.text import visible

    terminal = options["output"] is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    out = console(color=options["color"] == "always" or (options["color"] == "auto" and terminal))
    shown = found.families[: options["limit"] or None]
    for family in shown:
        out.print(f"Family {family.number}: {len(family.members) + 1} pages", style="bold", markup=False)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for name in ("similarity", "covered", "changed", "swaps"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("page", overflow="fold")
        table.add_row("", "", "", "", Text(f"{visible(family.exemplar)}  (exemplar)"))
        for member in family.members:
            side = seen.get((family.exemplar, member.key))
            first = "  (likely the source)" if side is not None and side.source == member.key else ""
            table.add_row(
                f"{member.similarity:.2f}",
                f"{member.coverage[1]:.0%}",
                "" if side is None else f"{side.changed:.0%}",
                "" if side is None else str(side.swapped),
                Text(visible(member.key) + first),
            )
        out.print(table)
        out.print()
    if len(shown) < len(found.families):
        out.print(f"{len(found.families) - len(shown)} more families: --limit 0 shows all", markup=False)
    inside = sum(len(f.members) + 1 for f in found.families)
    line = f"{found.pages:,} pages: {inside:,} of them in {len(found.families):,} families"
    if found.short:
        line += f"; {found.short:,} too short to compare"
    out.print(line, markup=False)
    yield out.file.getvalue()  # type: ignore[attr-defined]
