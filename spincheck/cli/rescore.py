"""``spincheck rescore``: other thresholds for an audit file, without a new scan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError


@click.command("rescore", short_help="Score and judge an audit file again under other thresholds.")
@click.argument("audit", type=click.Path(path_type=Path), metavar="AUDIT")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="SHARE",
              help="Findings less sure than this do not count (0 to 1).")  # fmt: skip
@click.option("--select", multiple=True, metavar="CODE", help="Count only these rules (prefixes).")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not count these rules; the longer prefix wins.")
@opt.gate_options
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE",
              help="Take severities and gate from this configuration file, not from the audit.")  # fmt: skip
@click.option("--dry-run", "-n", is_flag=True, help="Say what would come of it; change nothing.")
@click.option("--quiet", "-q", is_flag=True, help="No summary.")
@click.pass_context
def command(ctx: click.Context, /, audit: Path, min_confidence: float, dry_run: bool, quiet: bool, **options: Any) -> None:
    """Compute scores, verdicts and the gate of an audit file again from the findings it holds. No document is read.

    What does not count any more stays in the file, its state "below-confidence" or "not-selected", and counts again when a
    later call allows it. Without --config the settings of the scan apply, changed by the options given here. Of a
    configuration file select, ignore, severity, fail-under, fail-on, require and readability.in-score are used; what else
    differs from the scan needs a new scan, and is named.

    Examples:

      spincheck rescore audit.duckdb --min-confidence 0.9 --fail-under 70

      spincheck rescore audit.duckdb --ignore RDB --fail-on critical --dry-run

    Exit codes: 0 clean; 1 the gate fails; 2 bad usage, or documents that could not be read; 3 a check named by --require
    could not run.
    """
    if not audit.is_file():
        raise UsageError(f"{audit}: no such file", "name a file that spincheck scan wrote")
    config = opt.config_file(options)
    opt.check_selection(options)
    import duckdb

    from spincheck.run import exit_code
    from spincheck.scan import rescore as engine
    from spincheck.scan.store import begin_run, check_version, connect, end_run, first_line, totals

    base = connect(audit)
    try:
        check_version(base, audit)
        number, asked, before, inputs = base.execute(
            """select (select max(run) from runs), settings, settings_json, inputs from runs
               where settings_json->>'$.rescored' is null order by run desc limit 1"""
        ).fetchall()[0]
        settings_for = engine.settings_from(config, before, opt.overrides(options))
        general = settings_for("")
        base.begin()
        outcome = engine.rescore(base, settings_for, min_confidence)
        begin_run(base, number + 1, asked, engine.to_json(general, min_confidence), inputs)
        end_run(base, number + 1)
        counts = totals(base)
        if dry_run:
            base.rollback()
        else:
            base.commit()
    except duckdb.Error as error:
        raise UsageError(
            f"{audit}: cannot be rescored: {first_line(error)}", "check the file and the space it has"
        ) from None
    finally:
        base.close()
    if not quiet:
        for key in engine.unapplied(engine.recorded(before), general):
            click.echo(f"spincheck: {key} differs from the scan's and was not applied: scan anew for it", err=True)
        aside = f" ({outcome.below} below the confidence, {outcome.left_out} not selected)"
        click.echo(
            f"{counts['documents']} documents, {outcome.changed} scores changed, {counts['findings']} findings count"
            f"{aside if outcome.below or outcome.left_out else ''}, gate fails for {counts['gate']}"
            f"{' -- nothing was written' if dry_run else ''}"
        )
        if counts["worst"]:
            click.echo(f"worst: {counts['worst'][0]} ({counts['worst'][1]:.1f})")
    ctx.exit(exit_code(errors=bool(counts["errors"]), gate=bool(counts["gate"]), incomplete=bool(counts["incomplete"])))
