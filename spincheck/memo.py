"""Results of models by the text they were computed from: what makes a second check of an edited document cheap.

Off unless a long-running process (the language server, ``watch``) switches it on. The detector is quantised per batch, so
a remembered score may differ in its last digits from one computed in other company.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from spincheck import interrupt

T = TypeVar("T")

#: entries kept per kind; a 700-word article has about 40 sentences and 700 spans that a spinner may have written
ENTRIES = 16_384
#: texts computed between two places where a check can be given up; a sentence costs a model about 4 ms
PIECE = 32

_lock = Lock()
_kept: dict[str, OrderedDict[str, Any]] | None = None


def switch(on: bool) -> None:
    """Start remembering, or forget everything and stop."""
    global _kept
    with _lock:
        _kept = ({} if _kept is None else _kept) if on else None


def through(kind: str, texts: Sequence[str], compute: Callable[[list[str]], Sequence[T]], *, piece: int = PIECE) -> list[T]:
    """``compute(texts)``, which gives one result per text, asked only for those texts not remembered.

    While remembering is on, ``compute`` is given at most ``piece`` texts at a time.
    """
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
    # in pieces: a check that is given up in the middle leaves what it had for the next one
    for at in range(0, len(missing), piece):
        interrupt.point()
        asked = missing[at : at + piece]
        fresh = dict(zip(asked, compute(asked), strict=True))
        known |= fresh
        _keep(kind, fresh)
    return [known[t] for t in texts]


def _keep(kind: str, fresh: dict[str, Any]) -> None:
    with _lock:
        if _kept is None:
            return
        store = _kept.setdefault(kind, OrderedDict())
        store.update(fresh)
        while len(store) > ENTRIES:
            store.popitem(last=False)
