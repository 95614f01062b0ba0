"""``spincheck diff-audits``: what changed between two audit files."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError


def _print_schema(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from spincheck.scan.trend.data import schema_text

        click.echo(schema_text(), nl=False)
        ctx.exit()


@click.command("diff-audits", short_help="Show what changed between two audit files; a gate for scheduled scans.")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json", "csv", "markdown"]), default="text",
              show_default=True, help="How to show it.")  # fmt: skip
@click.option("--table", type=click.Choice(["pages", "findings", "rules", "folders"]), default="pages", show_default=True,
              help="Which table --format csv writes.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N",
              help="Pages of each kind in text and Markdown; 0: all.")  # fmt: skip
@click.option("--tolerance", type=click.FloatRange(0, 100), default=0.0, show_default=True, metavar="POINTS",
              help="A score that moves by no more leaves its page unchanged.")  # fmt: skip
@click.option("--fail-on-worse", is_flag=True, help="Exit 1 when a page is worse.")
@click.option("--fail-on-new", type=click.Choice(["critical", "high", "medium", "low"]),
              help="Exit 1 on new findings this severe, on old and new pages.")  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text.")
@click.option("--print-schema", is_flag=True, is_eager=True, expose_value=False, callback=_print_schema,
              help="Print the JSON Schema of --format json.")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context,
    /,
    old: Path,
    new: Path,
    format_: str,
    table: str,
    output: Path | None,
    limit: int,
    tolerance: float,
    fail_on_worse: bool,
    fail_on_new: str | None,
    color: str,
) -> None:
    """Compare two files that spincheck scan wrote: pages new, gone, better and worse, findings new, fixed and still there.

    Pages are matched by address, or by their path below the root of what was scanned, so a moved folder still matches;
    findings by fingerprint. When settings, rules or version differ, the comparison is not fair, and that is said first.

    Examples:

      spincheck diff-audits monday.duckdb today.duckdb

      spincheck diff-audits monday.duckdb today.duckdb --fail-on-worse --fail-on-new high

      spincheck diff-audits monday.duckdb today.duckdb --format csv --table findings -o changes.csv

    Exit codes: 0 clean; 1 the gate (--fail-on-worse, --fail-on-new) failed; 2 a file cannot be read or is no audit file.
    """
    if output is not None and any(output.exists() and f.exists() and output.samefile(f) for f in (old, new)):
        raise UsageError(f"--output {output}: one of the audit files", "name another file")
    from spincheck.scan.trend.compare import Trend

    with Trend(old, new, tolerance=tolerance) as trend:
        gate = trend.gate(worse=fail_on_worse, severity=fail_on_new)
        opt.write_output(_rendered(trend, gate, format_, table, limit, color if output is None else "never"), output)
        if gate and (format_ in ("json", "csv") or output is not None):
            for reason in gate:
                click.echo(f"spincheck: gate: {reason}", err=True)
        if format_ == "csv" or output is not None:
            for line in trend.unfair():
                click.echo(f"spincheck: not a fair comparison: {line}", err=True)
    ctx.exit(1 if gate else 0)


def _rendered(trend: object, gate: list[str], format_: str, table: str, limit: int, color: str) -> Iterator[str]:
    from spincheck.scan.trend import data, markdown, text
    from spincheck.scan.trend.compare import Trend

    assert isinstance(trend, Trend)
    if format_ == "json":
        return data.as_json(trend, gate)
    if format_ == "csv":
        return data.as_csv(trend, table)
    if format_ == "markdown":
        return markdown.markdown(trend, gate, limit=limit)
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120
    return text.text(trend, gate, limit=limit, color=opt.wants_color(color), width=width)
