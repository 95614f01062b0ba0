"""``spincheck config``: what is in force, and from where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt


@click.command("config", short_help="Show the settings in force and where each comes from.")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--show", is_flag=True, help="Show the settings (this is also what happens without it).")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@opt.gate_options
@opt.settings_options
def command(path: Path, show: bool, format_: str, **options: Any) -> None:
    """Show the settings in force for PATH (default: this folder), and where each comes from.

    Examples:

      spincheck config

      spincheck config archive/old.md --format json
    """
    from spincheck import settings as s

    file = opt.config_file(options) or (None if options["no_config"] else s.discover(path))
    loaded = s.load(file, opt.overrides(options))
    settings = loaded.settings.for_path(str(path), file.parent if file else None)
    before, after = s.flatten(loaded.settings), s.flatten(settings)
    rows = []
    for key, value in after.items():
        if key == "overrides":
            continue
        origin = "overrides" if value != before.get(key) else loaded.origin.get(key, "default")
        rows.append((s.key_name(key), value, origin))
    if format_ == "json":
        click.echo(json.dumps({k: {"value": v, "from": o} for k, v, o in rows}, indent=2, default=list))
        return
    click.echo(f"# settings for {path}; file: {file or 'none found'}")
    width = max(len(k) for k, _, _ in rows)
    for key, value, origin in rows:
        shown = json.dumps(value, default=list) if value is not None else "unset"
        click.echo(f"{key:<{width}} = {shown:<24}  # {origin}")
