"""``spincheck clean-links``: take confirmed spam links out of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import SourceError, UsageError


@click.command("clean-links", short_help="Remove confirmed spam links from a document.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--diff", "mode", flag_value="diff", default=True, help="Show what would change (the default).")
@click.option("--write", "mode", flag_value="write", help="Change FILE in place.")
@click.option("--also", multiple=True, metavar="CODE", help="Also act on these rules' findings, whatever their severity.")
@opt.settings_options
def command(file: Path, **options: Any) -> None:
    """Remove or unwrap the confirmed spam links of FILE: text, Markdown or HTML.

    Confirmed means severity high or above with confidence 0.8 or more. A link whose words are part of the spam goes with
    them; other links lose the link and keep the words. Nothing else in the file changes, byte for byte. Words that a link
    has replaced cannot be brought back: the places are listed for an editor.

    Examples:

      spincheck clean-links article.html

      spincheck clean-links article.md --write

      spincheck clean-links article.md --also LNK204 --also LNK205
    """
    from spincheck.cli.fix import print_diff, write_file
    from spincheck.edits import encoded
    from spincheck.engine import Engine
    from spincheck.rules.links import _clean
    from spincheck.rules.links import rules as family
    from spincheck.run import Run
    from spincheck.sources import read_bytes, read_data

    run = Run(opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    codes = {rule.code for rule in family()}
    also = frozenset(c.strip().upper() for item in options["also"] for c in item.split(",") if c.strip())
    if also - codes:
        raise UsageError(f"--also {', '.join(sorted(also - codes))}: no such link rule", "'spincheck rules' lists them")
    data = read_data(file)
    document = read_bytes(data, name=str(file), html_scope=settings.html_scope)
    if document.format == "docx":
        raise SourceError(
            str(file), "a docx document cannot be changed", "use 'spincheck links' and change it in the editor"
        )
    report = Engine(settings, family()).check(document)
    changes = _clean.edits(document, report.findings, also)
    new = _clean.apply(document.source, changes)
    if options["mode"] == "write":
        if changes:
            write_file(file, encoded(document, data, new))
    else:
        print_diff(file, data, document.source, new)
    for edit in changes:
        verb = "unwrapped" if edit.new else "removed"
        click.echo(f"{file}:{edit.line}: {verb}: {edit.because}", err=True)
    if not changes:
        click.echo(f"{file}: no confirmed spam links", err=True)
