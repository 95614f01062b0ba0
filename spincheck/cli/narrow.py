"""The options that narrow a run to what is new (baseline, changed lines), and what is said about them afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.baseline import Baseline
    from spincheck.changes import Changes
    from spincheck.engine import Filter
    from spincheck.run import Run
    from spincheck.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
_DIFF_BYTES = 200_000_000


def narrow_options(function: F) -> F:
    """Add --baseline, --diff, --diff-from and --fail-on-drop; read them with :func:`read`."""
    options = [
        click.option(
            "--baseline",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Do not count the findings accepted in FILE; see 'spincheck baseline --help'.",
        ),
        click.option(
            "--diff",
            metavar="REV",
            help="Count only findings on lines changed since this branch left REV (git). Without PATH: the changed files.",
        ),
        click.option(
            "--diff-from",
            metavar="FILE",
            type=click.Path(),
            help="Count only findings on lines that a unified diff adds; - reads it from standard input.",
        ),
        click.option(
            "--fail-on-drop",
            type=click.FloatRange(0, 100),
            metavar="POINTS",
            help="With --diff: exit 1 when a document's score fell by more than POINTS since REV.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(slots=True)
class Narrow:
    """The filters that the command line asks for, in their order."""

    baseline: Baseline | None = None
    changes: Changes | None = None
    drop: float | None = None

    def filters(self, settings: Settings) -> Sequence[Filter]:
        """Suppressions, then baseline, then changed lines: the factory a Run takes."""
        from spincheck.run import standard_filters

        more = [f for f in (self.baseline, self.changes) if f is not None]
        return (*standard_filters(settings), *more)

    def changed_paths(self) -> list[str]:
        """The changed documents, for a command line that names no file."""
        from spincheck.changes import changed_documents
        from spincheck.sources import SUFFIXES

        return [str(p) for p in changed_documents(self.changes, SUFFIXES)] if self.changes else []

    def after(self, run: Run) -> None:
        """Compare scores with the old ones and say what was hidden; call it when all documents are checked."""
        if self.drop is not None and self.changes is not None:
            from spincheck.drop import drops

            fallen, notes = drops(run, self.changes, self.drop)
            run.gate.extend(fallen)
            for note in notes:
                _say(note)
        if self.changes is not None and self.changes.note:
            _say(self.changes.note)
        if self.baseline is not None:
            _say(hides(self.baseline))


def hides(baseline: Baseline) -> str:
    """How much a baseline hid in this run, and whether it needs pruning."""
    count, stale = baseline.hidden, len(baseline.stale)
    text = f"the baseline {baseline.file} hides {count} finding{'' if count == 1 else 's'}"
    if stale:
        text += f"; {stale} of its entries no longer occur ('spincheck baseline prune' removes them)"
    return text


def read(options: Mapping[str, Any], paths: Sequence[str]) -> Narrow:
    """What the options ask for. Raises UsageError or ConfigError, one line, for a bad combination, diff or baseline."""
    diff, diff_from, drop = options.get("diff"), options.get("diff_from"), options.get("fail_on_drop")
    if diff is not None and diff_from is not None:
        raise UsageError("--diff and --diff-from exclude each other", "use one of them")
    if drop is not None and diff is None:
        raise UsageError("--fail-on-drop needs --diff REV", "name the revision to compare scores with")
    if diff_from == "-" and "-" in paths:
        raise UsageError("standard input cannot be both the document and the diff", "put one of them in a file")
    out = Narrow(drop=drop)
    if options.get("baseline") is not None:
        from spincheck import baseline

        out.baseline = baseline.load(options["baseline"])
    if diff is not None:
        from spincheck.changes import from_git

        out.changes = from_git(diff)
    elif diff_from is not None:
        from spincheck.changes import from_diff

        out.changes = from_diff(_diff_text(diff_from), "standard input" if diff_from == "-" else diff_from)
    return out


def _diff_text(name: str) -> str:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_DIFF_BYTES + 1)
        else:
            with open(name, "rb") as stream:
                data = stream.read(_DIFF_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--diff-from {name}: cannot be read: {error.strerror}", "check the path") from None
    if len(data) > _DIFF_BYTES:
        raise UsageError(f"--diff-from {name}: larger than {_DIFF_BYTES / 1e6:g} MB", "diff only the articles")
    return data.decode("utf-8-sig", "surrogateescape")


def _say(text: str) -> None:
    click.echo(f"spincheck: {text}", err=True)
