"""``spincheck despin``: put back what was meant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import SourceError

if TYPE_CHECKING:
    from spincheck.document import Document
    from spincheck.model import Finding

_NUMBER = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'-]+")


@click.command("despin", short_help="Replace spun phrases by what was meant.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="Leave everything less sure alone."
)
@click.option("--diff", "mode", flag_value="diff", help="Show what would change as a unified diff.")
@click.option("--interactive", "-i", "mode", flag_value="interactive", help="Ask about every phrase, then write FILE.")
@click.option("--write", "mode", flag_value="write", help="Change FILE in place.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="OUT", help="Write the text to OUT.")
@opt.settings_options
def command(file: Path, min_confidence: float, mode: str | None, output: Path | None, **options: Any) -> None:
    """Write FILE with confident replacements applied; to standard output unless told otherwise.

    Links, numbers and names are never changed, and nothing below the confidence asked for. Read the result: a spinner
    often leaves more damage than one word.

    Examples:

      spincheck despin article.md --diff

      spincheck despin article.md --min-confidence 0.8 --output better.md
    """
    from spincheck.cli.fix import asked, print_diff, write_file
    from spincheck.edits import apply, encoded, first_edits
    from spincheck.run import Run
    from spincheck.sources import read_bytes, read_data

    table = opt.overrides(options) | {"select": ["SPN"]}
    run = Run(table, opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    data = read_data(file)
    document = read_bytes(data, name=str(file), html_scope=settings.html_scope)
    if document.format == "docx":
        raise SourceError(
            str(file), "a docx document cannot be changed", "use 'spincheck check' and change it in the editor"
        )
    report = run.check(document, settings)
    usable = [f for f in report.new_findings if f.confidence >= min_confidence and replaceable(document, f)]
    if mode == "interactive":
        chosen, _ = asked(document, report.with_findings(usable))
    else:
        chosen = first_edits(document, usable)
    new = apply(document.source, chosen)
    if mode == "diff":
        print_diff(file, data, document.source, new)
    elif mode in ("write", "interactive") and output is None:
        if chosen:
            write_file(file, encoded(document, data, new))
    else:
        opt.write_output([new], output)
    left = len(report.new_findings) - len(chosen)
    click.echo(f"spincheck: {file}: {len(chosen)} replaced, {left} left for a person to decide", err=True)


def replaceable(document: Document, finding: Finding) -> bool:
    """Whether the first suggestion may be applied: it exists and touches no link, number or name."""
    if not finding.suggestions or not finding.suggestions[0]:
        return False
    if any(link.source_start < finding.end and finding.start < link.source_end for link in document.links):
        return False
    new = finding.suggestions[0]
    if _NUMBER.findall(finding.text) != _NUMBER.findall(new):
        return False
    names = _NAME.findall(document.source[max(0, finding.start - 2) : finding.end])
    return all(name in new for name in names if name in finding.text)
