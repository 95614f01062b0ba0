"""``spincheck report``: an audit file as something to hand over."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from spincheck.errors import SpincheckError, UsageError

#: format -> where it is made: a function of a read-only connection to the audit and :class:`spincheck.dashboard.Options`
#: to the parts of the report's text, in order
FORMATS = {
    "html": "spincheck.dashboard:html",
    "markdown": "spincheck.dashboard.tickets:markdown",
    "csv": "spincheck.dashboard.tickets:csv",
}


@click.command("report", short_help="Make a report of an audit file: one HTML page, Markdown or CSV.")
@click.argument("audit", type=click.Path(path_type=Path), metavar="AUDIT")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Where to write (default: standard output)."
)
@click.option("--format", "-f", "format_", type=click.Choice(list(FORMATS)), default="html", show_default=True,
              help="What to make.")  # fmt: skip
@click.option("--title", default="", metavar="NAME", help="Name of the client or site, for the heading.")
@click.option("--pages", type=click.IntRange(0, 20000), default=200, show_default=True, metavar="N",
              help="How many pages, worst first, come with their text and marked findings.")  # fmt: skip
@click.option("--compare", type=click.Path(path_type=Path), multiple=True, metavar="AUDIT",
              help="An earlier audit file; may be given several times, for a trend.")  # fmt: skip
def command(audit: Path, output: Path | None, format_: str, title: str, pages: int, compare: tuple[Path, ...]) -> None:
    """Make a report of AUDIT, a file that spincheck scan wrote.

    The HTML report is one file that needs no network: summary, charts, tables to sort and filter, and the worst pages with
    their findings marked in the text. Markdown is a ticket for each page of interest; CSV a row for each finding, which Jira
    and Excel import.

    Examples:

      spincheck report audit.duckdb -o report.html --title "Example Clinic"

      spincheck report audit.duckdb -o report.html --compare last-month.duckdb

      spincheck report audit.duckdb --format markdown --pages 20 -o tickets.md

    Exit codes: 0 written; 2 bad usage, or the file cannot be read or written.
    """
    for file in (audit, *compare):
        if not file.is_file():
            raise UsageError(f"{file}: no such file", "name a file that spincheck scan wrote")
    if output is not None and output.exists() and output.samefile(audit):
        raise UsageError(f"--output {output}: this is the audit itself", "name another file")
    if output is not None and not output.parent.is_dir():
        raise UsageError(f"--output {output}: no such folder", "make it first")
    from spincheck.dashboard import Options
    from spincheck.scan.store import check_version, connect, first_line

    base = connect(audit, read_only=True)
    import duckdb

    try:
        check_version(base, audit)
        module, _, name = FORMATS[format_].partition(":")
        parts = getattr(importlib.import_module(module), name)(base, Options(audit, title, pages, compare))
        _write(parts, output)
    except duckdb.Error as error:
        raise UsageError(f"{audit}: cannot be read: {first_line(error)}", "name an audit file that is whole") from None
    finally:
        base.close()


def _write(parts: Iterator[str], output: Path | None) -> None:
    if output is None:
        try:
            for part in parts:
                sys.stdout.buffer.write(part.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            sys.stderr.close()  # the reader (head, less) has gone
        return
    # beside the goal, so that a reader never sees half a report
    half = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8", errors="replace", newline="") as out:
            for part in parts:
                out.write(part)
        half.replace(output)
    except OSError as error:
        raise SpincheckError(f"{output}: cannot be written: {error.strerror}", "name another file or make room") from None
    finally:
        half.unlink(missing_ok=True)
