"""``spincheck import-audit``: make an audit file of what a scan with Ray wrote."""

from __future__ import annotations

from pathlib import Path

import click

from spincheck.errors import UsageError


@click.command("import-audit", short_help="Make an audit file of a folder that scan --engine ray wrote.")
@click.argument("folder", metavar="FOLDER")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=Path("audit.duckdb"), show_default=True,
              metavar="FILE", help="The audit file to write.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
def command(folder: str, output: Path, force: bool) -> None:
    """Copy a folder of Parquet, given by path or address (s3://...), into one DuckDB file for query, report and the rest.

    Of documents that were checked more than once the last result counts; parts that were never finished do not.

    Examples:

      spincheck import-audit s3://bucket/audit -o audit.duckdb
    """
    if output.exists() and not force:
        raise UsageError(f"{output}: exists already", "add --force to replace it, or name another file")
    from spincheck.scan.parquet import Folder, copy_into

    made = output.with_name(output.name + ".new")
    with Folder(folder).opened() as base:
        made.unlink(missing_ok=True)
        try:
            copy_into(base, made)
            count = base.execute("select count(*) from documents").fetchall()[0][0]
        except BaseException:
            made.unlink(missing_ok=True)
            raise
    made.replace(output)
    click.echo(f"{count} documents -> {output}")
