"""Find report formats by name; built-in ones and plugins come in by the same entry-point group."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

from spincheck.report.base import Reporter

GROUP = "spincheck.reports"


@lru_cache(maxsize=1)
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def names() -> tuple[str, ...]:
    """All format names, sorted."""
    return tuple(sorted(_entries()))


def reporter(name: str) -> type[Reporter]:
    """The reporter class of a format. Raises KeyError for a name that is not registered."""
    loaded: type[Reporter] = _entries()[name].load()
    return loaded
