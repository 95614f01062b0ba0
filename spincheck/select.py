"""Which rules run: the truth table of --select and --ignore."""

from __future__ import annotations

from collections.abc import Iterable

from spincheck.errors import UsageError


def selected(code: str, select: Iterable[str], ignore: Iterable[str], *, default: bool = True) -> bool:
    """Whether the rule ``code`` runs.

    The longest matching prefix decides; of equal length ignore wins. With no ``select`` every rule whose
    ``default`` is true is selected by the empty prefix.
    """
    chosen = list(select)
    best_select = max((len(p) for p in chosen if code.startswith(p)), default=-1)
    if not chosen and default:
        best_select = 0
    best_ignore = max((len(p) for p in ignore if code.startswith(p)), default=-1)
    return best_select > best_ignore


def check_prefixes(prefixes: Iterable[str], codes: Iterable[str], option: str) -> None:
    """Raise UsageError for a prefix that no rule begins with: a typing mistake must not switch checks off."""
    known = list(codes)
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in known):
            raise UsageError(f"{option} {prefix!r} matches no rule", "'spincheck rules' lists the codes")
