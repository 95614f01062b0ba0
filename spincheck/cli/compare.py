"""``spincheck compare``: two files sentence by sentence."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spincheck.cli import options as opt

if TYPE_CHECKING:
    from spincheck.scan.families.side import Comparison


@click.command("compare", short_help="Show two files side by side, changed words marked.")
@click.argument("first", type=click.Path(path_type=Path), metavar="A")
@click.argument("second", type=click.Path(path_type=Path), metavar="B")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json", "html"]), default="text", show_default=True,
              help="How to show it.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Show sentences too in which nothing was changed.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text.")
@click.option("--html-scope", type=click.Choice(["main", "body", "all"]), default="main", show_default=True,
              help="Which part of an HTML page to read.")  # fmt: skip
def command(first: Path, second: Path, format_: str, every: bool, output: Path | None, color: str, html_scope: str) -> None:
    """Align the sentences of two files, mark what was changed, and say which was likely there first.

    Sentences are aligned over words folded into their synonym classes, so a respun copy is recognised although hardly a
    phrase is the same. A known swap is one that a spinner's dictionary has. The likely source is the text whose changed
    words are less often a spinner's, and more usual where they stand.

    Examples:

      spincheck compare original.md copy.md

      spincheck compare original.html copy.html --format html -o compared.html

    Exit codes: 0 compared; 2 a file cannot be read.
    """
    from spincheck.scan.families.side import compare
    from spincheck.sources import read_path

    texts = tuple(read_path(path, html_scope=html_scope).text for path in (first, second))  # type: ignore[arg-type]
    found = compare(texts[0], texts[1])
    names = (str(first), str(second))
    from spincheck.cli import _side_by_side as side

    if format_ == "json":
        opt.write_output([json.dumps(_plain(names, found), indent=2), "\n"], output)
    elif format_ == "html":
        opt.write_output(side.as_html(names, (texts[0], texts[1]), found), output)
    else:
        terminal = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        out = side.console(color=color == "always" or (color == "auto" and terminal))
        opt.write_output(side.text(names, (texts[0], texts[1]), found, out, every=every), output)


def _plain(names: tuple[str, str], found: Comparison) -> dict[str, object]:
    return {
        "first": names[0],
        "second": names[1],
        "similarity": round(found.similarity, 4),
        "coverage": [round(c, 4) for c in found.coverage],
        "changed": round(found.changed, 4),
        "swapped": found.swapped,
        "source": found.source,
        "reason": found.reason,
        "sentences": [
            {
                "first": s.first,
                "second": s.second,
                "similarity": s.similarity,
                "changes": [{"first": c.first, "second": c.second, "kind": c.kind} for c in s.changes],
            }
            for s in found.sentences
        ],
        "only_first": found.only_first,
        "only_second": found.only_second,
    }
