"""``spincheck fix``: put suggestions into the text."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.edits import unified_diff, write_back, write_file
from spincheck.errors import SourceError, UsageError

__all__ = ["asked", "command", "print_diff", "write_file"]

if TYPE_CHECKING:
    from spincheck.document import Document
    from spincheck.edits import Edit
    from spincheck.model import DocumentReport, Finding


@click.command("fix", short_help="Put suggestions into the text, or show them as a diff.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--diff", "show", is_flag=True, help="Change nothing; print a unified diff.")
@click.option("--safe", "only_safe", is_flag=True, help="Only edits that need no judgement: one suggestion, very sure.")
@click.option("--interactive", "-i", is_flag=True, help="Ask about each finding.")
@opt.cache_option
@opt.settings_options
@click.pass_context
def command(
    ctx: click.Context, /, paths: tuple[str, ...], show: bool, only_safe: bool, interactive: bool, **options: Any
) -> None:
    """Put suggestions into .txt, .md and .html files. Markup, encoding and line ends stay as they are.

    --diff prints what would change ('git apply' takes it); --safe applies what needs no judgement; --interactive asks.
    --diff with --safe prints only the safe edits. Suppressed findings, spans with markup inside and Word documents are
    left alone.

    Examples:

      spincheck fix --diff article.md

      spincheck fix --safe drafts/

      spincheck fix --interactive article.md

    Exit codes: 0 done, also when there was nothing to do; 2 bad usage, or a file could not be read or written.
    """
    if interactive and (show or only_safe):
        raise UsageError("--interactive stands alone", "leave out --diff and --safe")
    if not (interactive or show or only_safe):
        raise UsageError("say how to fix", "use --diff to look, --safe for sure edits, or --interactive to decide")
    from spincheck.run import Run
    from spincheck.sources.expand import expand

    opt.check_selection(options)
    config = opt.config_file(options)
    run = Run(opt.overrides(options), config, discover=not options["no_config"], cache=opt.cache(options))
    changed = edits = 0
    for item in expand(paths, run.settings_for(Path(paths[0])).exclude):
        try:
            if isinstance(item, SourceError):
                raise item
            made, stopped = _one(run, item, show=show, only_safe=only_safe, interactive=interactive)
        except SourceError as error:
            run.fail(error)
            continue
        changed, edits = changed + bool(made), edits + made
        if stopped:
            break
    for _, message in run.errors:
        click.echo(f"spincheck: {message}", err=True)
    verb = "would be made" if show else "made"
    click.echo(f"spincheck: {_count(edits, 'edit')} {verb} in {_count(changed, 'file')}", err=True)
    ctx.exit(2 if run.errors else 0)


def _one(run: Any, path: Path, *, show: bool, only_safe: bool, interactive: bool) -> tuple[int, bool]:
    """Fix one file: (how many edits, whether the user has had enough)."""
    from spincheck.edits import apply, first_edits
    from spincheck.sources import read_bytes, read_data

    settings = run.settings_for(path)
    data = read_data(path)
    before = len(run.errors)
    report = run.check_bytes(data, str(path), settings)
    if report is None:
        failed = run.errors[before:]
        del run.errors[before:]
        raise SourceError(str(path), failed[0][1].removeprefix(f"{path}: ") if failed else "cannot be read")
    document = read_bytes(data, name=str(path), html_scope=settings.html_scope)
    if document.format == "docx":
        click.echo(f"spincheck: {path}: Word documents are not edited; 'spincheck check' lists their suggestions", err=True)
        return 0, False
    stopped = False
    if interactive:
        edits, stopped = asked(document, report)
    else:
        edits = first_edits(document, report.new_findings, only_safe=only_safe)
    if edits:
        text = apply(document.source, edits)
        if show:
            print_diff(path, data, document.source, text)
        else:
            write_back(path, document, text)
    return len(edits), stopped


def print_diff(path: Path, data: bytes, before: str, after: str) -> None:
    """Print what changes between two versions of a file whose bytes are ``data``, so that 'git apply' takes it."""
    # the mark is no part of the decoded text, but it is a part of the first line for whoever applies the diff
    mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
    opt.exact_output()
    for line in unified_diff(str(path), mark + before, mark + after):
        click.echo(line, nl=False)


def asked(document: Document, report: DocumentReport) -> tuple[list[Edit], bool]:
    """The edits the user wants, and whether to stop after them."""
    from spincheck.edits import Edit, editable, fitted
    from spincheck.report.text import quote, visible

    edits: list[Edit] = []
    for finding in report.new_findings:
        if not editable(document, finding) or (edits and finding.start < edits[-1].end):
            continue
        click.echo(f"\n{report.path}:{finding.line}:{finding.column}  {finding.rule}  {visible(finding.message)}")
        for line, marks in quote(document.source, finding, shutil.get_terminal_size((100, 24)).columns - 4):
            click.echo(f"    {line}\n    {marks}")
        answer = _answer(finding)
        if answer is None:
            return edits, True
        if answer is not finding:
            edits.append(Edit(finding.start, finding.end, fitted(finding, str(answer))))
    return edits, False


def _answer(finding: Finding) -> str | Finding | None:
    """The replacement; the finding itself to leave it; None to stop."""
    from spincheck.report.text import visible

    offered = finding.suggestions[:9]
    for number, suggestion in enumerate(offered, 1):
        click.echo(f"    {number}  {visible(suggestion) or '(remove)'}")
    while True:
        try:
            said = click.prompt("    number, own words after =, s to skip, q to stop", default="s").strip()
        except click.Abort as stop:
            if isinstance(stop.__context__, EOFError):  # no more answers: as if the user had said q
                click.echo()
                return None
            raise
        if said == "s":
            return finding
        if said == "q":
            return None
        if said.startswith("="):
            return str(said[1:].strip())
        if said.isdigit() and 1 <= int(said) <= len(offered):
            return offered[int(said) - 1]
        click.echo("    no such choice")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
