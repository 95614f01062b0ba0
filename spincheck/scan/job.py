"""A scan from inputs to audit file: skips what is done already and journals every document."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from spincheck import RULESET, __version__
from spincheck.scan.items import Item
from spincheck.scan.pool import Pool
from spincheck.scan.store import Store
from spincheck.scan.work import Options, Outcome

#: fewer documents than this are not worth a second process, which takes seconds to load its models
SMALL: Final = 24


def scan(
    found: Iterator[Item],
    store: Store,
    options: Options,
    *,
    inputs: Sequence[str],
    jobs: int,
    limit: float,
    watch: Callable[[Item, Outcome], None] | None = None,
) -> None:
    """Check every item that the store does not hold yet.

    ``inputs`` is what the user named, for the record; ``limit`` the seconds for one document. Raises UsageError when the
    audit file cannot be written or workers cannot start; everything else that goes wrong becomes a row of ``errors``.
    """
    done = store.done()
    store.begin(__version__, RULESET, inputs)
    todo = _readable((item for item in found if item.key not in done), store, watch)
    first = list(itertools.islice(todo, SMALL))
    if first:
        with Pool(options, jobs if len(first) == SMALL else 1, limit) as pool:
            for item, outcome in pool.check(itertools.chain(first, todo)):
                if outcome.report is not None:
                    store.add(item.key, outcome.report, outcome.links)
                else:
                    store.fail(item.key, item.name, outcome.error)
                if watch:
                    watch(item, outcome)
    store.finish()


def _readable(found: Iterator[Item], store: Store, watch: Callable[[Item, Outcome], None] | None) -> Iterator[Item]:
    for item in found:
        if not item.error:
            yield item
            continue
        store.fail(item.key, item.name, item.error)
        if watch:
            watch(item, Outcome(error=item.error))
