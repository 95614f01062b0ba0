"""``spincheck clean-links``: take confirmed spam links out of a document."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import SourceError, UsageError

if TYPE_CHECKING:
    from spincheck.document import Document


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
    from spincheck.engine import Engine
    from spincheck.rules.links import _clean
    from spincheck.rules.links import rules as family
    from spincheck.run import Run
    from spincheck.sources import read_path

    run = Run(opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    codes = {rule.code for rule in family()}
    also = frozenset(c.strip().upper() for item in options["also"] for c in item.split(",") if c.strip())
    if also - codes:
        raise UsageError(f"--also {', '.join(sorted(also - codes))}: no such link rule", "'spincheck rules' lists them")
    document = read_path(file, html_scope=settings.html_scope)
    if document.format == "docx":
        raise SourceError(
            str(file), "a docx document cannot be changed", "use 'spincheck links' and change it in the editor"
        )
    report = Engine(settings, family()).check(document)
    changes = _clean.edits(document, report.findings, also)
    new = _clean.apply(document.source, changes)
    if options["mode"] == "write":
        if changes:
            _write(file, document, new)
    else:
        opt.write_output(_diff(str(file), document.source, new), None)
    for edit in changes:
        verb = "unwrapped" if edit.new else "removed"
        click.echo(f"{file}:{edit.line}: {verb}: {edit.because}", err=True)
    if not changes:
        click.echo(f"{file}: no confirmed spam links", err=True)


def _diff(name: str, old: str, new: str) -> Iterator[str]:
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
    for line in lines:
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _write(file: Path, document: Document, new: str) -> None:
    """Replace the file at once, in its own encoding and with its byte order mark.

    Raises SourceError when the bytes that stay would change.
    """
    old = file.read_bytes()
    for mark in (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        for encoding in (document.encoding, "utf-8", "utf-16-le", "utf-16-be"):
            try:
                if mark + document.source.encode(encoding, "surrogatepass") == old:
                    data = mark + new.encode(encoding, "surrogatepass")
                    break
            except (LookupError, UnicodeError):
                continue
        else:
            continue
        break
    else:
        raise SourceError(str(file), "its encoding cannot be written back unchanged", "save it as UTF-8 first")
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, file.stat().st_mode & 0o7777)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
