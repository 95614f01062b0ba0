"""``spincheck query``: ask an audit file, or export it."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from spincheck.errors import UsageError


@click.command("query", short_help="Ask an audit file in SQL; export to CSV or Parquet.")
@click.argument("audit", type=click.Path(path_type=Path), metavar="AUDIT")
@click.argument("sql", metavar="SQL")
@click.option("--format", "-f", "format_", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True,
              help="How to print rows.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write a .csv or .parquet file.")
@click.option("--raw", is_flag=True, help="Write a .csv file for programs: no apostrophe before what looks like a formula.")
def command(audit: Path, sql: str, format_: str, output: Path | None, raw: bool) -> None:
    """Run one SQL query on an audit file, which is opened read-only.

    Tables: documents, findings, links, texts, errors, runs; "key" joins them.

    A .csv file is made for spreadsheets: text that a spreadsheet would run as a formula (it begins with = + - @ or a tab)
    gets an apostrophe in front, since pages under audit decide what stands there. --raw writes it as it is, as standard
    output and Parquet have it.

    Examples:

      spincheck query audit.duckdb "select path, score from documents order by score limit 20"

      spincheck query audit.duckdb "select host, count(*) from links group by host order by 2 desc"

      spincheck query audit.duckdb "from findings" -o findings.parquet
    """
    if not audit.is_file():
        raise UsageError(f"{audit}: no such file", "name a file that spincheck scan wrote")
    if output is not None and output.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError(f"--output {output}: neither .csv nor .parquet", "give it one of these suffixes")
    from spincheck.scan.store import check_version, connect, first_line

    base = connect(audit, read_only=True)
    check_version(base, audit)
    import duckdb

    try:
        if output is not None:
            relation = base.sql(sql)
            if relation is None:
                raise UsageError("the query gives no rows", "start it with select or from")
            if output.suffix.lower() == ".csv":
                if not raw:
                    relation = relation.project(", ".join(map(_safe, relation.columns, relation.types)))
                relation.write_csv(str(output), header=True)
            else:
                relation.write_parquet(str(output))
            return
        result = base.execute(sql)
        names = [column[0] for column in result.description or ()]
        _print(result, names, format_)
    except duckdb.Error as error:
        raise UsageError(f"the query failed: {first_line(error)}", "check the SQL") from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has gone
    finally:
        base.close()


def _safe(column: str, kind: Any) -> str:
    """A column as a spreadsheet may have it: the apostrophe that makes text of a formula (OWASP, CSV injection)."""
    name = '"' + column.replace('"', '""') + '"'
    if str(kind) not in ("VARCHAR", "JSON"):
        return name
    return f"case when regexp_matches({name}, '^[=+\\-@\\t\\r＝＋－＠]') then chr(39) || {name} else {name} end as {name}"


def _print(result: Any, names: list[str], format_: str) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if format_ == "csv":
        writer.writerow(names)
    while rows := result.fetchmany(500):
        if format_ == "csv":
            writer.writerows(rows)
        else:
            for row in rows:
                sys.stdout.write(json.dumps(dict(zip(names, row)), default=str) + "\n")
    sys.stdout.flush()
