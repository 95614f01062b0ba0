"""``spincheck eval``: how good are the checks on labelled passages?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError

#: heading, figure, width
_COLUMNS = (
    ("reported", "reported", 9),
    ("clear", "clear", 7),
    ("precision", "precision", 11),
    ("recall", "recall", 8),
    ("F1", "f1", 7),
    ("alarms/1000", "alarms_per_1000_clean_words", 13),
    ("first", "first_suggestion", 7),
    ("top 3", "first_three_suggestions", 7),
    ("ECE", "calibration_error", 7),
)


@click.command("eval", short_help="Measure the checks on a labelled corpus.")
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS...")
@click.option("--split", help="Only records of this split.")
@click.option("--details", is_flag=True, help="List what was missed and what was wrong.")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@opt.settings_options
def command(corpora: tuple[Path, ...], split: str | None, details: bool, format_: str, **options: Any) -> None:
    """Measure the checks on CORPUS (.jsonl or .jsonl.gz of labelled records).

    Prints precision, recall and F1 of spans per kind and family, document verdicts, alarms per 1,000 clean words, how often
    a suggestion is what was meant, and the calibration of the confidences.

    Examples:

      spincheck eval corpora/passages/spun.jsonl

      spincheck eval corpora/passages/claims.jsonl --details
    """
    from spincheck import settings as s
    from spincheck.engine import Engine
    from spincheck.evaluate import evaluate, read

    opt.check_selection(options)
    loaded = s.load(opt.config_file(options), opt.overrides(options))
    records = [r for path in corpora for r in read(path) if split is None or r.facts.get("split") == split]
    if not records:
        raise UsageError(f"no records{f' of split {split!r}' if split else ''}", "check the corpus")
    result = evaluate(records, Engine(loaded.settings))
    figures = result.to_dict()
    if format_ == "json":
        if details:
            figures["details"] = [list(d) for d in result.details]
        click.echo(json.dumps(figures, indent=2))
        return
    _show(figures, len(records))
    if details:
        for name, kind, what, text in result.details:
            click.echo(f"{what:<7} {kind:<6} {name}: {' '.join(text.split())}")


def _show(figures: Mapping[str, Any], count: int) -> None:
    click.echo(f"{count} records, {figures['words']:,} words")
    click.echo(f"{'':<14}" + "".join(f"{title:>{width}}" for title, _, width in _COLUMNS))
    for name, row in [*figures["kinds"].items(), *figures["families"].items()]:
        if row["reported"] or row["clear"] or row["clean_words"]:
            click.echo(f"{name:<14}" + "".join(_cell(row[key], width) for _, key, width in _COLUMNS))
    documents = figures["documents"]
    if documents["spun"]:
        click.echo(f"spun documents called spun: {documents['spun_called_spun']:.1%} of {documents['spun']}")
    if documents["clean"]:
        click.echo(f"clean documents called spun: {documents['clean_called_spun']:.1%} of {documents['clean']}")


def _cell(value: float | None, width: int) -> str:
    if value is None:
        return f"{'-':>{width}}"
    return f"{value:>{width}}" if isinstance(value, int) else f"{value:>{width}.3f}"
