"""Which items are left to check: what the audit file holds is not checked again, unless it changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from spincheck.errors import SourceError
from spincheck.run import Run
from spincheck.scan.ahead import Task
from spincheck.scan.items import ARCHIVES, TABLES, Item
from spincheck.scan.store import Known, stored_key
from spincheck.scan.worker import digest_of, settings_hash, settings_of
from spincheck.sources.expand import expand


def count(inputs: Iterable[str], exclude: Iterable[str] = ()) -> int | None:
    """How many documents the inputs are, when they are files and folders; else only reading them would tell: None."""
    total = 0
    for found in expand(inputs, exclude):
        if not isinstance(found, SourceError) and found.name.lower().endswith((*TABLES, *ARCHIVES)):
            return None
        total += 1
    return total


class Todo:
    """The items that must be checked, each once. Counts the others while it is read."""

    def __init__(self, found: Iterable[Item], known: Mapping[str, Known], run: Run, *, retry: bool = False) -> None:
        """``known`` is what the audit file held when the run began. ``retry``: check documents again that failed."""
        self._found = found
        self._known = dict(known)
        self._run = run
        self._retry = retry
        #: the same document under two inputs
        self.twice = 0
        #: in the file and as they were
        self.unchanged = 0
        #: in the file, but with other content or under other settings now
        self.changed = 0
        self._met: set[str] = set()

    @property
    def gone(self) -> int:
        """Documents of the file that are not among the items; to be asked when all have been read."""
        return len(self._known)

    def __iter__(self) -> Iterator[Task]:
        for position, item in enumerate(self._found):
            key = stored_key(item.key)
            same = os.path.abspath(item.key) if item.data is None and not item.url and not item.error else key
            if same in self._met or key in self._met:
                self.twice += 1
                continue
            self._met.update((same, key))
            known = self._known.pop(key, None)
            if known is None:
                yield position, item
            elif self._as_it_was(item, known):
                self.unchanged += 1
            else:
                self.changed += 1
                yield position, item

    def _as_it_was(self, item: Item, known: Known) -> bool:
        if known.failed:
            if self._retry:
                return False
            return bool(item.error) or digest_of(item) == known.hash
        if item.error:
            # a page that does not answer today is no reason to throw away what it said
            return bool(item.url)
        return digest_of(item) == known.hash and settings_hash(settings_of(self._run, item)) == known.settings
