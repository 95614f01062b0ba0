"""``spincheck cache``: results kept from earlier runs."""

from __future__ import annotations

import click


@click.group("cache", short_help="Show or clear the results kept from earlier runs.")
def command() -> None:
    """Results of earlier runs are kept, so that unchanged files cost nothing.

    An entry counts only for the same bytes, settings, ruleset, word lists, models and version. The folder is the user's
    cache folder, or SPINCHECK_CACHE. 'spincheck check --no-cache' neither reads nor writes it.

    Examples:

      spincheck cache show

      spincheck cache clear
    """


@command.command("show", short_help="Where it is and how large.")
def show() -> None:
    """Say where the cache is and how large."""
    from spincheck.cache import MAX_BYTES, Cache, folder

    count, size = Cache().size()
    click.echo(f"{folder()}: {_results(count)}, {size / 1e6:.1f} MB of at most {MAX_BYTES / 1e6:.0f} MB")


@command.command("clear", short_help="Delete every entry.")
def clear() -> None:
    """Delete every entry; nothing else in the folder is touched."""
    from spincheck.cache import Cache, folder

    count, size = Cache().clear()
    click.echo(f"{folder()}: {_results(count)} deleted, {size / 1e6:.1f} MB")


def _results(count: int) -> str:
    return f"{count} result{'' if count == 1 else 's'}"
