"""``spincheck check``: the main job."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import narrow
from spincheck.cli import options as opt
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.model import Report


def _complete_formats(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    from spincheck.report import registry

    return [name for name in registry.names() if name.startswith(begun)]


@click.command("check", short_help="Check files, folders, globs or standard input.")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@click.option(
    "--format",
    "-f",
    "format_",
    default="text",
    show_default=True,
    metavar="NAME",
    shell_complete=_complete_formats,
    help="Report format; see below.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE.")
@click.option("--quiet", "-q", is_flag=True, help="Only the summary.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours; auto: on a terminal only."
)
@click.option("--stdin-name", default="<stdin>", metavar="NAME", help="Name (and so format) of standard input.")
@click.option("--explain-spun", is_flag=True, help="Say what makes each document look spun, strongest evidence first.")
@click.option("--print-schema", is_flag=True, help="Print the JSON Schema of the report and exit.")
@opt.cache_option
@narrow.narrow_options
@opt.gate_options
@opt.settings_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Check documents: .txt, .md, .html, .docx; folders and globs; - for standard input.

    Formats (--format): text; markdown; json, jsonl, csv; sarif, github, gitlab, junit, rdjsonl, lines for CI and
    editors; and what plugins add. docs/formats.md describes them.

    Examples:

      spincheck check article.md

      spincheck check drafts/ --format json --output report.json

      cat draft.txt | spincheck check -

      spincheck check --diff origin/main --format github

      spincheck check articles/ --baseline spincheck-baseline.tsv

    Exit codes: 0 clean; 1 the gate (--fail-on, --fail-under, --fail-on-drop) failed; 2 bad usage, configuration or input;
    3 a check named by --require could not run.
    """
    if options["print_schema"]:
        from spincheck.report.schema import schema_text

        click.echo(schema_text())
        return
    narrowed = narrow.read(options, paths)
    if not paths and options["diff"] is None:
        raise UsageError("nothing to check", "name files or folders, or - for standard input")
    from spincheck.report import registry
    from spincheck.report.base import Look
    from spincheck.run import Run
    from spincheck.sources.expand import expand

    _check_format(options["format_"])
    config = opt.config_file(options)
    opt.check_selection(options)
    run = Run(
        opt.overrides(options),
        config,
        discover=not options["no_config"],
        filters=narrowed.filters,
        cache=opt.cache(options),
    )
    files = [p for p in paths if p != "-"] if paths else narrowed.changed_paths()
    if "-" in paths:
        _check_stdin(run, options["stdin_name"])
    exclude = run.settings_for(Path(files[0]) if files else Path.cwd()).exclude
    run.check_files(expand(files, exclude))
    narrowed.after(run)
    if run.cache and run.cache.written:
        run.cache.trim()
    report = run.report()
    look = Look(
        color=options["output"] is None and opt.wants_color(options["color"]),
        width=shutil.get_terminal_size((100, 24)).columns,
        quiet=options["quiet"],
        explain_spun=options["explain_spun"],
    )
    reporter = registry.reporter(options["format_"])(look)
    if not reporter.for_people:
        opt.exact_output()
    opt.write_output(reporter.render(report), options["output"])
    for notice in reporter.notices:
        click.echo(f"spincheck: {notice}", err=True)
    if options["format_"] == "github":
        _job_summary(report)
    for _, error in report.errors:
        click.echo(f"spincheck: {error}", err=True)
    ctx.exit(report.exit_code)


def _job_summary(report: Report) -> None:
    """Append the Markdown report to GitHub's job summary, which holds what the annotations have no room for."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from spincheck.report.markdown import MarkdownReporter

    try:
        with open(file, "a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(MarkdownReporter().render(report))
    except OSError as error:
        raise UsageError(f"GITHUB_STEP_SUMMARY {file}: cannot be written: {error.strerror}", "unset it, or fix it") from None


def _check_format(name: str) -> None:
    from spincheck.report import registry

    if name not in registry.names():
        import difflib

        near = difflib.get_close_matches(name, registry.names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(registry.names())}"
        raise UsageError(f"--format {name!r} is not a format", hint)


def _check_stdin(run: Any, name: str) -> None:
    where = Path.cwd() / name if name != "<stdin>" else Path.cwd()
    run.check_bytes(sys.stdin.buffer.read(), name, run.settings_for(where))
