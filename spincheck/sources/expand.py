"""From what a user names (files, folders, globs) to the files to read, in a fixed order."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from spincheck.errors import SourceError

#: folders that hold no drafts
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"})


def expand(paths: Iterable[str | Path], exclude: Iterable[str] = ()) -> Iterator[Path | SourceError]:
    """Every file named, once each. A folder stands for all documents below it, a glob for what it matches.

    What cannot be found comes out as a SourceError in its place, so that the others are still checked.
    """
    from spincheck.sources import SUFFIXES

    seen: set[Path] = set()
    patterns = tuple(exclude)
    for given in paths:
        found: Iterable[Path]
        path = Path(given)
        if path.is_dir():
            found = list(_walk(path, frozenset(SUFFIXES)))
            if not found:
                kinds = ", ".join(sorted(SUFFIXES))
                yield SourceError(str(given), "the folder holds no documents", f"name files, or a folder with {kinds}")
                continue
        elif path.exists() or not glob.has_magic(str(given)):
            found = [path]
        else:
            found = [p for p in map(Path, sorted(glob.glob(str(given), recursive=True))) if p.is_file()]
            if not found:
                yield SourceError(str(given), "the pattern matches no file", "check it, and quote it in the shell")
                continue
        for file in found:
            if file in seen or _excluded(file, patterns):
                continue
            seen.add(file)
            yield file


def _excluded(file: Path, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(file.as_posix(), p) or file.match(p) for p in patterns)


def _walk(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if os.path.splitext(name)[1].lower() in suffixes and not name.startswith("."):
                yield Path(current, name)
