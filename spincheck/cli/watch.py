"""``spincheck watch``: recheck on save."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import SpincheckError, UsageError


@click.command("watch", short_help="Recheck documents whenever they are saved.")
@click.argument("folders", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option("--plain", is_flag=True, help="One line per change, as when the output is not a terminal.")
@opt.settings_options
def command(folders: tuple[Path, ...], plain: bool, **options: Any) -> None:
    """Check everything in DIR, then whatever is saved there, until Ctrl-C. Needs the extra: pip install 'spincheck[watch]'.

    On a terminal a table stays up to date: worst documents first, then the findings of the one saved last. Otherwise one
    line is printed per document and change.

    Examples:

      spincheck watch drafts/

      spincheck watch drafts/ --plain --level fast

    Exit codes: 0 stopped with Ctrl-C; 2 bad usage or configuration.
    """
    try:
        import watchfiles
    except ImportError:
        raise UsageError("watching needs watchfiles", "pip install 'spincheck[watch]'") from None
    for folder in folders:
        if not folder.exists():
            raise UsageError(f"{folder}: no such file or folder", "check the path")
    from spincheck.cli._watching import Live, Plain, Watched

    opt.check_selection(options)
    watched = Watched(folders, opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    view: Live | Plain = Plain() if plain or not opt.wants_color("auto") else Live()
    # asked once before the first round, so that what is saved during it is not missed
    saved = watchfiles.watch(
        *folders, watch_filter=watched.concerns, raise_interrupt=True, yield_on_timeout=True, rust_timeout=200
    )
    try:
        with view:
            early = next(saved)
            began = time.perf_counter()
            for path in watched.documents():
                view.show(watched, watched.check(path), first=True)
            view.ready(watched, time.perf_counter() - began)
            for changes in itertools.chain([early], saved):
                if not changes:
                    continue
                try:
                    paths = watched.affected(Path(name) for _, name in changes)
                except SpincheckError as error:
                    # a configuration saved half-written must not end a watch; saved whole, it is read again
                    view.say(watched, str(error))
                    continue
                for path in paths:
                    view.show(watched, watched.check(path), first=False)
    except KeyboardInterrupt:
        click.echo("spincheck: stopped", err=True)
