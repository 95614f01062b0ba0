"""What ``watch`` knows and how it shows it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from spincheck import memo
from spincheck import settings as settings_module
from spincheck.directives import SIDECAR_SUFFIX
from spincheck.engine import failures
from spincheck.errors import SourceError, SpincheckError
from spincheck.model import DocumentReport, Severity
from spincheck.report.text import visible
from spincheck.run import Run
from spincheck.sources.expand import expand

#: rows of each part of the live view, whatever the size of the folder
_DOCUMENTS = 12
_FINDINGS = 12
_COLOURS = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "dim"}


@dataclass(slots=True)
class Outcome:
    """One document after its last check. ``before`` is the score of the check before that."""

    path: Path
    report: DocumentReport | None = None
    error: str = ""
    failed: bool = False
    gone: bool = False
    before: float | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Watched:
    """The documents under watch and the last outcome of each."""

    folders: Sequence[Path]
    command_line: Mapping[str, Any] = field(default_factory=dict)
    config: Path | None = None
    discover: bool = True
    outcomes: dict[Path, Outcome] = field(default_factory=dict)
    _run: Run | None = None

    def documents(self) -> Iterator[Path]:
        """Every document in the folders, by the rules of ``check``."""
        run = self._shared()
        for folder in self.folders:
            for item in expand([folder], run.settings_for(folder).exclude):
                if isinstance(item, SourceError):
                    continue
                yield item

    def concerns(self, _: object, name: str) -> bool:
        """Whether a changed path can change a result: a document, a configuration or a sidecar file."""
        path = Path(name)
        if path.name in (settings_module.FILE_NAME, "pyproject.toml") or name.endswith(SIDECAR_SUFFIX):
            return True
        from spincheck.sources import SUFFIXES

        return path.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in self._inside(path).parts)

    def affected(self, changed: Iterable[Path]) -> list[Path]:
        """The documents to check again: themselves, the one a sidecar belongs to, all for a configuration."""
        now: set[Path] | None = None
        out: set[Path] = set()
        for path in changed:
            if path.name.endswith(SIDECAR_SUFFIX) and path.name != settings_module.FILE_NAME:
                path = path.with_name(path.name.removesuffix(SIDECAR_SUFFIX))
            now = {p.absolute() for p in self.documents()} if now is None else now
            if path.name in (settings_module.FILE_NAME, "pyproject.toml"):
                out |= now | set(self.outcomes)
            elif path.absolute() in now or path.absolute() in self.outcomes:
                out.add(path.absolute())
        return sorted(out)

    def check(self, path: Path) -> Outcome:
        """Check one document and remember the outcome."""
        path = path.absolute()
        old = self.outcomes.get(path)
        before = old.report.score.overall if old is not None and old.report is not None else None
        began = time.perf_counter()
        outcome = Outcome(path, before=before)
        if not path.exists():
            self.outcomes.pop(path, None)
            outcome.gone = True
            return outcome
        run = self._shared()
        try:
            run.errors.clear()
            outcome.report = run.check_file(path)
            if outcome.report is None:
                outcome.error = run.errors[-1][1]
            else:
                outcome.failed = bool(failures(outcome.report, run.settings_for(path)))
        except SpincheckError as error:
            outcome.error = str(error)
        # the run keeps what it saw; a watch that lasts all day must not
        run.documents.clear()
        run.gate.clear()
        outcome.seconds = time.perf_counter() - began
        self.outcomes[path] = outcome
        return outcome

    def name(self, path: Path) -> str:
        """A path as short as it can be said."""
        return visible(str(self._inside(path)))

    def _inside(self, path: Path) -> Path:
        for base in (Path.cwd(), *(f.absolute() for f in self.folders)):
            try:
                return path.absolute().relative_to(base)
            except ValueError:
                continue
        return path

    def _shared(self) -> Run:
        if self._run is None:
            memo.switch(True)
            self._run = Run(self.command_line, self.config, discover=self.discover)
        return self._run


def line(watched: Watched, outcome: Outcome) -> str:
    """One document in one line."""
    name = watched.name(outcome.path)
    if outcome.gone:
        return f"{name}: gone"
    if outcome.report is None:
        return visible(outcome.error)
    new = outcome.report.new_findings
    return f"{name}: {score(outcome)}, {len(new)} finding{'' if len(new) == 1 else 's'}" + (
        ", fails" if outcome.failed else ""
    )


def score(outcome: Outcome) -> str:
    """The score, its grade and how it moved."""
    if outcome.report is None:
        return "-"
    now = outcome.report.score.overall
    if now is None:
        return "not scored"
    moved = ""
    if outcome.before is not None and round(now - outcome.before, 1):
        moved = f" ({now - outcome.before:+.1f})"
    return f"{now:.1f} {outcome.report.score.grade}{moved}"


class Plain:
    """One line per check, for pipes and logs."""

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, watched: Watched, outcome: Outcome, *, first: bool) -> None:
        """Print the outcome; of a changed document its findings too."""
        click.echo(line(watched, outcome))
        if not first and outcome.report is not None:
            for finding in outcome.report.new_findings[:_FINDINGS]:
                click.echo(f"  {finding.line}:{finding.column} {finding.rule} {visible(finding.message)}")

    def say(self, watched: Watched, text: str) -> None:
        """Print what is wrong with a configuration."""
        click.echo(f"spincheck: {visible(text)}", err=True)

    def ready(self, watched: Watched, seconds: float) -> None:
        """Say that the first round is over."""
        click.echo(
            f"spincheck: watching {len(watched.outcomes)} documents (first check {seconds:.1f} s); Ctrl-C stops", err=True
        )


class Live:
    """A table that stays in place on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live as RichLive

        self._console = Console()
        self._live = RichLive(console=self._console, auto_refresh=False, screen=True)
        self._last: Outcome | None = None
        self._note = "checking …"

    def __enter__(self) -> Live:
        self._live.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._live.__exit__(kind, error, trace)

    def show(self, watched: Watched, outcome: Outcome, *, first: bool) -> None:
        """Draw the view anew with this outcome as the last one."""
        if not first:
            self._last = outcome
            said = "gone" if outcome.gone else f"checked in {outcome.seconds * 1000:.0f} ms"
            self._note = f"{time.strftime('%H:%M:%S')} {watched.name(outcome.path)} {said}"
        self._live.update(self._view(watched), refresh=True)

    def say(self, watched: Watched, text: str) -> None:
        """Show what is wrong with a configuration."""
        self._note = visible(text)
        self._live.update(self._view(watched), refresh=True)

    def ready(self, watched: Watched, seconds: float) -> None:
        """Say that the first round is over."""
        self._note = f"first check {seconds:.1f} s"
        self._live.update(self._view(watched), refresh=True)

    def _view(self, watched: Watched) -> Any:
        from rich.console import Group
        from rich.text import Text

        outcomes = list(watched.outcomes.values())
        failing = sum(o.failed or bool(o.error) for o in outcomes)
        head = Text.assemble(
            ("spincheck watch", "bold"),
            f"  {len(outcomes)} document{'' if len(outcomes) == 1 else 's'}, ",
            (f"{failing} failing" if failing else "all pass", "red" if failing else "green"),
            ("  Ctrl-C stops", "dim"),
        )
        room = max(4, self._console.size.height - 5)
        found = len(self._last.report.new_findings) if self._last is not None and self._last.report is not None else 0
        for_findings = min(_FINDINGS, found, room // 2)
        parts: list[Any] = [head, Text(self._note, style="dim", no_wrap=True, overflow="ellipsis"), Text()]
        parts.append(_table(watched, outcomes, min(_DOCUMENTS, room - for_findings - 2)))
        if for_findings:
            parts += [Text(), _findings(self._last, for_findings)]
        return Group(*parts)


def _table(watched: Watched, outcomes: list[Outcome], rows: int) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, expand=False)
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(no_wrap=True, overflow="ellipsis")

    def rank(outcome: Outcome) -> tuple[bool, float, str]:
        report = outcome.report
        overall = report.score.overall if report is not None else None
        return (not outcome.error, 101.0 if overall is None else overall, str(outcome.path))

    shown = sorted(outcomes, key=rank)[: max(1, rows)]
    for outcome in shown:
        style = "red" if outcome.failed or outcome.error else "green"
        count = str(len(outcome.report.new_findings)) if outcome.report else ""
        name = visible(outcome.error) if outcome.error else watched.name(outcome.path)
        table.add_row(Text(score(outcome), style), Text(count), Text(name))
    if len(outcomes) > len(shown):
        table.add_row("", "", Text(f"… and {len(outcomes) - len(shown)} more", "dim"))
    return table


def _findings(outcome: Outcome | None, rows: int) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, expand=False)
    table.add_column(justify="right", style="dim")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    report = outcome.report if outcome is not None else None
    found = sorted(report.new_findings, key=lambda f: (-f.severity.rank, *f.sort_key)) if report else []
    for finding in found[:rows]:
        place = finding.location or f"{finding.line}:{finding.column}"
        table.add_row(place, Text(finding.rule, _COLOURS[finding.severity]), Text(visible(finding.message)))
    return table
