"""``spincheck rules``: what there is to find."""

from __future__ import annotations

import json
from pathlib import Path

import click

from spincheck.cli.options import CATEGORIES


@click.command("rules", short_help="List the rules.")
@click.option("--category", type=click.Choice(CATEGORIES), help="Only this family.")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--write-docs", type=click.Path(path_type=Path), metavar="DIR", help="Write one page per rule into DIR.")
@click.option(
    "--check-docs", type=click.Path(path_type=Path), metavar="DIR", help="Exit 1 when DIR is not what --write-docs writes."
)
@click.pass_context
def command(
    ctx: click.Context, category: str | None, format_: str, write_docs: Path | None, check_docs: Path | None
) -> None:
    """List every rule with its code, severity and what it finds.

    Examples:

      spincheck rules --category claims

      spincheck rules --format json

    Exit codes: 0 done; 1 --check-docs found pages that are out of date; 2 bad usage.
    """
    from spincheck.rules.loader import all_rules

    if write_docs is not None or check_docs is not None:
        from spincheck.cli import rule_pages

        infos = [r.info for r in all_rules()]
        if write_docs is not None:
            click.echo(f"{write_docs}: {rule_pages.write(write_docs, infos)} pages changed")
        stale = rule_pages.drift(check_docs, infos) if check_docs is not None else []
        for name in stale:
            click.echo(f"{check_docs}: {name} is out of date", err=True)
        ctx.exit(1 if stale else 0)
    rules = [r for r in all_rules() if category in (None, r.info.category)]
    if format_ == "json":
        rows = [
            {
                "code": r.code,
                "name": r.info.name,
                "category": r.info.category,
                "severity": r.info.severity.value,
                "summary": r.info.summary,
                "level": r.level,
                "optional": r.optional,
            }
            for r in rules
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max((len(r.info.name) for r in rules), default=0)
    last = ""
    for rule in rules:
        if rule.info.category != last:
            click.echo(("\n" if last else "") + rule.info.category)
            last = rule.info.category
        note = " (only when selected by name)" if rule.optional else ""
        click.echo(f"  {rule.code}  {rule.info.name:<{width}}  {rule.info.severity.value:<8}  {rule.info.summary}{note}")
