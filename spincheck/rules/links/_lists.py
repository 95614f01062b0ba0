"""The only reader of ``spincheck/data/links``; its lists were written for this project (see CARD.md there)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=32)
def toml(name: str) -> dict[str, Any]:
    """A TOML file of the family's data folder."""
    return tomllib.loads(files("spincheck").joinpath(f"data/links/{name}").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def lines(name: str) -> tuple[str, ...]:
    """The entries of a text file, one a line; ``#`` begins a comment."""
    text = files("spincheck").joinpath(f"data/links/{name}").read_text(encoding="utf-8")
    return tuple(entry for line in text.splitlines() if (entry := line.partition("#")[0].strip()))
