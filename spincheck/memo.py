"""Results of models by the text they were computed from: what makes a second check of an edited document cheap.

Off unless a long-running process (the language server, ``watch``) switches it on. The detector is quantised per batch, so
a remembered score may differ in its last digits from one computed in other company.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

#: entries kept per kind; a 700-word article has about 40 sentences
ENTRIES = 4096

_lock = Lock()
_kept: dict[str, OrderedDict[str, Any]] | None = None


def switch(on: bool) -> None:
    """Start remembering, or forget everything and stop."""
    global _kept
    with _lock:
        _kept = ({} if _kept is None else _kept) if on else None


def through(kind: str, texts: Sequence[str], compute: Callable[[list[str]], Sequence[T]]) -> list[T]:
    """``compute(texts)``, which gives one result per text, asked only for those texts not remembered."""
    with _lock:
        if _kept is None:
            known = None
        else:
            store = _kept.setdefault(kind, OrderedDict())
            known = {t: store[t] for t in texts if t in store}
            for text in known:
                store.move_to_end(text)
    if known is None:
        return list(compute(list(texts)))
    missing = list(dict.fromkeys(t for t in texts if t not in known))
    fresh = dict(zip(missing, compute(missing), strict=True)) if missing else {}
    with _lock:
        if _kept is not None and fresh:
            store = _kept.setdefault(kind, OrderedDict())
            store.update(fresh)
            while len(store) > ENTRIES:
                store.popitem(last=False)
    return [known[t] if t in known else fresh[t] for t in texts]
