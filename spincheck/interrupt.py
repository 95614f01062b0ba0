"""Give up a check whose result nobody waits for any more: the text has changed, or its window was closed.

Nothing is ever stopped from outside. Whoever runs a check says how to ask whether it is still wanted, and the places where
long work comes in pieces ask: between rules, between the batches given to a model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_unwanted: ContextVar[Callable[[], bool] | None] = ContextVar("spincheck_unwanted", default=None)


class Interrupted(BaseException):
    """The check was given up. No ``Exception``: what keeps one faulty rule from ending a check must let it pass."""


@contextmanager
def when(unwanted: Callable[[], bool]) -> Iterator[None]:
    """Within this block, of this thread, :func:`point` raises once ``unwanted()`` is true. It is asked often: be quick."""
    token = _unwanted.set(unwanted)
    try:
        yield
    finally:
        _unwanted.reset(token)


def point() -> None:
    """A place where a check may be given up. Raises Interrupted; costs nothing where nobody asked for it."""
    unwanted = _unwanted.get()
    if unwanted is not None and unwanted():
        raise Interrupted
