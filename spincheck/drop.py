"""Compare each document's score with its score at an earlier commit."""

from __future__ import annotations

from pathlib import Path

from spincheck.changes import Changes, old_version
from spincheck.errors import SourceError
from spincheck.run import Run, standard_filters


def drops(run: Run, changes: Changes, limit: float) -> tuple[list[str], list[str]]:
    """(gate failures, notes): documents of ``run`` whose score fell by more than ``limit`` points, one line each.

    Both versions are scored whole, with their suppressions but without baseline and changed lines: those filters would
    leave of the new version only what is new. Documents that are new or unchanged, or too short to score, cannot fall.
    """
    from spincheck.sources import read_bytes, read_path

    failures: list[str] = []
    notes: list[str] = []
    for report in sorted(run.documents, key=lambda d: d.path):
        if changes.of(report.path) is None:
            continue
        old = old_version(changes, report.path)
        if old is None:
            continue
        settings = run.settings_for(Path(report.path))
        engine, filters = run.engine_for(settings), standard_filters(settings)
        try:
            before = engine.check(read_bytes(old, name=report.path, html_scope=settings.html_scope), filters)
            after = engine.check(read_path(report.path, html_scope=settings.html_scope), filters)
        except SourceError as error:
            notes.append(f"{report.path}: no score to compare with: {error.reason}")
            continue
        if before.score.overall is None or after.score.overall is None:
            continue
        fallen = before.score.overall - after.score.overall
        if fallen > limit:
            failures.append(
                f"{report.path}: the score fell by {fallen:.1f} since {changes.against} "
                f"({before.score.overall:.1f} to {after.score.overall:.1f}), more than {limit:g}"
            )
    return failures, notes
