"""``spincheck lsp``: the language server for editors."""

from __future__ import annotations

import os
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError


@click.command("lsp", short_help="Serve editors over the Language Server Protocol.")
@click.option("--stdio", is_flag=True, help="Talk over standard input and output (this is also what happens without it).")
@click.option(
    "--delay",
    type=click.IntRange(0, 60_000),
    default=300,
    show_default=True,
    help="Milliseconds to wait after typing.",
)
@opt.settings_options
def command(stdio: bool, delay: int, **options: Any) -> None:
    """Start the language server; an editor does this, see docs/editors.md. Needs the extra: pip install 'spincheck[lsp]'.

    Checks run at the fast level unless --level full is given. Settings are those of 'spincheck check': the nearest
    spincheck.toml to each document, then the options here.

    Examples:

      spincheck lsp

      spincheck lsp --level full --delay 800

    Exit codes: 0 the editor ended it; 2 bad usage or configuration, or the extra is missing.
    """
    try:
        from spincheck.lsp.server import make
    except ImportError as error:
        raise UsageError(f"the language server needs {error.name}", "pip install 'spincheck[lsp]'") from None
    from spincheck.lsp.checker import Checker

    opt.check_selection(options)
    table = {"level": "fast"} | opt.overrides(options)
    checker = Checker(table, opt.config_file(options), discover=not options["no_config"])
    # whatever a library prints must not get between the messages
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server = make(checker, delay / 1000)
    try:
        server.start_io(stdout=messages)
    finally:
        # an editor that is gone waits for no check
        server.leave()
