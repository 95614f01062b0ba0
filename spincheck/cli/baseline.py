"""``spincheck baseline``: accept what is there today, so that only new problems fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.run import Run

_FILE = click.option(
    "--output",
    "--baseline",
    "-o",
    "file",
    type=click.Path(path_type=Path),
    default="spincheck-baseline.tsv",
    show_default=True,
    metavar="FILE",
    help="The baseline file.",
)


@click.group("baseline", short_help="Accept today's findings; report only new ones.")
def command() -> None:
    """Accept the findings of today, so that only new ones count.

    A baseline names findings by their content, so edits elsewhere in an article and moved files do not matter.

    Examples:

      spincheck baseline write articles/

      spincheck check articles/ --baseline spincheck-baseline.tsv

      spincheck baseline prune articles/
    """


@command.command("write", short_help="Write every finding of PATH... to the baseline.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@_FILE
@opt.cache_option
@opt.settings_options
def write(paths: tuple[str, ...], file: Path, **options: Any) -> None:
    """Check PATH... and write every finding to the baseline, replacing what it held. Suppressed ones need no entry.

    Exit codes: 0 written, 2 nothing written: bad usage, or a document could not be read.
    """
    from spincheck import baseline

    before = baseline.load(file).entries if file.exists() else ()
    run = _checked(paths, options, None)
    entries = baseline.entries_of(run.documents, file)
    opt.write_output([baseline.dump(entries)], file, option="--output")
    click.echo(f"{file}: {_findings(len(entries))} accepted in {_documents(len(run.documents))}{_change(before, entries)}")


@command.command("prune", short_help="Remove entries whose finding is gone.")
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@_FILE
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when there is something to remove.")
@opt.cache_option
@opt.settings_options
@click.pass_context
def prune(ctx: click.Context, /, paths: tuple[str, ...], file: Path, check: bool, **options: Any) -> None:
    """Remove entries whose finding is gone, and follow moved files. Without PATH, all files of the baseline.

    Entries of documents that are not among PATH stay. A file that is gone is looked for among PATH, or without PATH among
    the documents in the baseline's folder and below.

    Exit codes: 0 done, 1 --check found entries to remove, 2 usage or unreadable input.
    """
    from spincheck import baseline

    loaded = baseline.load(file)
    known = sorted({e.path for e in loaded.entries if "://" not in e.path})
    there = [str(file.parent / p) for p in known if (file.parent / p).is_file()]
    if paths or there:
        _checked(paths or tuple(there), options, loaded)
    if not paths and len(there) < len(known):
        _look_for_moved(file.parent, there, options, loaded)
    kept, gone = loaded.pruned(), loaded.stale
    for entry in gone:
        click.echo(f"{'would remove' if check else 'removed'}: {entry.path}: {entry.rule} {entry.text!r}")
    if not check and kept != loaded.entries:
        opt.write_output([baseline.dump(kept)], file, option="--output")
    click.echo(f"{file}: {_findings(len(kept))} {'needed' if check else 'left'}, {len(gone)} gone")
    ctx.exit(1 if check and gone else 0)


@command.command("show", short_help="Say what the baseline hides.")
@_FILE
@click.option("--full", is_flag=True, help="List every entry.")
def show(file: Path, full: bool) -> None:
    """Say what the baseline accepts, by rule and by file.

    Exit codes: 0 shown; 2 there is no such baseline, or it cannot be read.
    """
    from spincheck import baseline

    loaded = baseline.load(file)
    click.echo(f"{file}: {_findings(len(loaded.entries))} accepted")
    if full:
        for entry in loaded.entries:
            click.echo(f"  {entry.path}: {entry.rule} {entry.text!r}")
        return
    for title, counts in (
        ("by rule", Counter(e.rule for e in loaded.entries)),
        ("by file", Counter(e.path for e in loaded.entries)),
    ):
        click.echo(f"{title}:")
        for name, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
            click.echo(f"  {count:5}  {name}")


def _run(options: dict[str, Any], baseline: Any) -> Run:
    from spincheck.run import Run, standard_filters

    opt.check_selection(options)
    more = () if baseline is None else (baseline,)
    return Run(
        opt.overrides(options),
        opt.config_file(options),
        discover=not options["no_config"],
        filters=lambda settings: (*standard_filters(settings), *more),
        cache=opt.cache(options),
    )


def _look_for_moved(folder: Path, known: list[str], options: dict[str, Any], baseline: Any) -> None:
    """Check the other documents in a folder, so that entries of files that are gone are met where the files are now."""
    from spincheck.sources.expand import expand

    run = _run(options, baseline)
    done = {Path(p).resolve() for p in known}
    found = expand([folder], run.settings_for(folder).exclude)
    # one that cannot be read is none of the baseline's: it does not matter here
    run.check_files(item for item in found if isinstance(item, Path) and item.resolve() not in done)


def _checked(paths: tuple[str, ...], options: dict[str, Any], baseline: Any) -> Run:
    from spincheck.sources.expand import expand

    run = _run(options, baseline)
    run.check_files(expand(paths, run.settings_for(Path(paths[0])).exclude))
    for _, error in run.errors:
        click.echo(f"spincheck: {error}", err=True)
    if run.errors:
        raise UsageError(f"{_documents(len(run.errors))} could not be read", "the baseline was left as it is")
    return run


def _findings(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"


def _change(before: Any, after: Any) -> str:
    if not before:
        return ""
    old, new = set(before), set(after)
    return f" ({len(new - old)} added, {len(old - new)} removed)"
