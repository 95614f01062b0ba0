"""``spincheck scan --engine ray``: what the command does around the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck import RULESET, __version__
from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.scan.items import Columns
    from spincheck.scan.worker import Setup
    from spincheck.settings import Settings


def scan_with_ray(
    inputs: tuple[str, ...], target: str, setup: Setup, columns: Columns, settings: Settings, asked: str,
    options: Mapping[str, Any],
) -> int:  # fmt: skip
    """Scan into a folder of Parquet; the exit code. Raises UsageError and SpincheckError."""
    import json

    from spincheck.run import exit_code, identity
    from spincheck.scan import ray_engine
    from spincheck.scan.parquet import Folder
    from spincheck.scan.store import SCHEMA, Known, now, totals

    if target.endswith(".duckdb") or Path(target).is_file():
        raise UsageError(f"{target}: --engine ray writes a folder", "name one; spincheck import-audit makes a file of it")
    folder = Folder(target)
    before = folder.runs()
    if before and not options["resume"]:
        raise UsageError(f"{target}: holds an audit already", "add --resume to go on with it, or name another folder")
    if before and (before[0]["settings"], before[0]["ruleset"], before[0]["version"]) != (asked, RULESET, __version__):
        raise UsageError(f"{target}: was begun with other settings or another version", "repeat them, or name another")
    known: dict[str, Known] = {}
    if before:
        with folder.opened() as base:
            known = {
                key: Known(*rest)
                for key, *rest in base.execute(
                    "select key, hash, settings, '' from documents union all select key, hash, '', kind from errors"
                ).fetchall()
            }
    run = {
        "run": len(before) + 1, "schema": SCHEMA, "version": __version__, "ruleset": RULESET, "settings": asked,
        "settings_json": identity(settings), "inputs": json.dumps(list(inputs)), "began": str(now()), "ended": None,
        "documents": 0,
    }  # fmt: skip
    folder.write_run(run)
    plan = ray_engine.Plan(
        setup, columns, options["timeout"], options["memory"], not options["no_text"], known, options["retry"]
    )
    ray_engine.scan(inputs, settings.exclude, plan, folder, run, jobs=options["jobs"], address=options["ray_address"])
    with folder.opened() as base:
        counts = totals(base)
        errors = [error for (error,) in base.execute("select error from errors order by position limit 10").fetchall()]
    # a changed document was counted once before and once now, so this is what is new in the folder
    folder.write_run(run | {"ended": str(now()), "documents": counts["documents"] + counts["errors"] - len(known)})
    if not options["quiet"]:
        click.echo(
            f"{counts['documents']} documents, {counts['words']} words, {counts['findings']} findings, "
            f"{counts['errors']} errors -> {target}"
        )
        for error in errors:
            click.echo(f"spincheck: {error}", err=True)
    return exit_code(errors=bool(counts["errors"]), gate=bool(counts["gate"]), incomplete=bool(counts["incomplete"]))
