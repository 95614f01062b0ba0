"""``spincheck rules``: what there is to find."""

from __future__ import annotations

import json

import click

from spincheck.cli.options import CATEGORIES


@click.command("rules", short_help="List the rules.")
@click.option("--category", type=click.Choice(CATEGORIES), help="Only this family.")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(category: str | None, format_: str) -> None:
    """List every rule with its code, severity and what it finds."""
    from spincheck.rules.loader import all_rules

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
