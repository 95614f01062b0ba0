"""Results of earlier runs, so that unchanged files cost nothing.

An entry holds a document as it was read and what the rules found in it, before any filter: suppressions, baseline,
changed lines and scores are computed anew each time. Its name is a hash of everything the result depends on: the file's
bytes, the settings, the sidecar file, the package with its word lists and models, the plugins, and whether a grammar
server answers. Entries are written atomically and never changed, so runs may share a cache; one that cannot be read counts
as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution, entry_points, version
from pathlib import Path

from spincheck import RULESET, __version__
from spincheck.cache_codec import decode, encode
from spincheck.directives import sidecar_of, today
from spincheck.document import Document
from spincheck.engine import Analysis
from spincheck.settings import Settings

ENVIRONMENT = "SPINCHECK_CACHE"
#: bytes a cache may take; the entries used longest ago go first
MAX_BYTES = 300_000_000
_FORMAT = b"spincheck1\n"
_TEMPORARY = ".part-"
#: notes that may be untrue the next time: what they are about is checked again
_PASSING = (
    *("the rule failed", "timed out", "timeout", "did not answer", "refused", "connection"),
    # what 'spincheck grammar install', a Java or a restart puts right without a change of the key
    *("server is installed", "java", "crashed", "ended at once", "was stopped", "no languagetool server answers"),
)


def folder() -> Path:
    """Where the cache lives: ``SPINCHECK_CACHE``, else the user's cache folder."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("spincheck", appauthor=False)


class Cache:
    """A cache folder in use. Nothing it does fails a run: without room or permission it only stays empty."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = (folder() if root is None else root) / "v1"
        self.hits = 0
        self.written = 0

    def key(self, data: bytes, path: str, identity: str, settings: Settings) -> str:
        """The name of the entry for a file's bytes under settings; ``identity`` is :func:`spincheck.run.identity`."""
        sidecar = sidecar_of(path)
        notes = b""
        if sidecar is not None:
            with contextlib.suppress(OSError):
                notes = sidecar.read_bytes()
        # what a suppression's last day makes of it changes overnight
        day = today().isoformat() if b"until" in data or b"until" in notes else ""
        digest = hashlib.sha256()
        parts = (_stamp().encode(), identity.encode(), Path(path).suffix.lower().encode(), day.encode(), notes)
        for part in (*parts, grammar_state(settings).encode(), data):
            digest.update(b"%d:" % len(part) + part)
        return digest.hexdigest()

    def get(self, key: str, path: str) -> tuple[Document, Analysis] | None:
        """What is known under ``key``, for a document now at ``path``; None when nothing is, or it cannot be read."""
        file = self._file(key)
        try:
            raw = file.read_bytes()
        except OSError:
            return None
        head, body = raw[: len(_FORMAT) + 32], raw[len(_FORMAT) + 32 :]
        if head != _FORMAT + hashlib.sha256(body).digest():
            return None
        try:
            found = decode(json.loads(zlib.decompress(body)), path)
        except Exception:  # whatever is wrong with an entry, the file is simply checked again
            return None
        with contextlib.suppress(OSError):
            os.utime(file)  # what is used is kept longest
        self.hits += 1
        return found

    def put(self, key: str, document: Document, analysis: Analysis) -> None:
        """Remember a result, unless it says that something failed that may work the next time."""
        if any(word in note.reason.lower() for note in analysis.not_checked for word in _PASSING):
            return
        file = self._file(key)
        try:
            text = json.dumps(encode(document, analysis), ensure_ascii=True, separators=(",", ":"))
        except (TypeError, ValueError):  # a plugin's panel may hold what JSON cannot
            return
        body = zlib.compress(text.encode("ascii"), 1)
        temporary = ""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=_TEMPORARY)
            with os.fdopen(handle, "wb") as stream:
                stream.write(_FORMAT + hashlib.sha256(body).digest() + body)
            os.replace(temporary, file)
            self.written += 1
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)

    def trim(self, limit: int = MAX_BYTES) -> int:
        """Delete the entries used longest ago until the rest fits; how many went."""
        entries = sorted(self._entries(), key=lambda e: (-e[1], e[0].name))
        total = gone = 0
        for file, _, size in entries:
            total += size
            if total > limit:
                gone += _delete(file)
        return gone

    def clear(self) -> tuple[int, int]:
        """Delete every entry: (how many went, their bytes). Files that are not entries stay."""
        count = size = 0
        for file, _, bytes_ in self._entries():
            if _delete(file):
                count, size = count + 1, size + bytes_
        with contextlib.suppress(OSError):
            for sub in self.root.iterdir():
                with contextlib.suppress(OSError):
                    sub.rmdir()
            self.root.rmdir()
        return count, size

    def size(self) -> tuple[int, int]:
        """(number of entries, their bytes)."""
        sizes = [size for _, _, size in self._entries()]
        return len(sizes), sum(sizes)

    def _file(self, key: str) -> Path:
        return self.root / key[:2] / key[2:]

    def _entries(self) -> Iterator[tuple[Path, float, int]]:
        """(file, when it was last used, bytes) of all entries and of what writers that were killed left behind."""
        try:
            subs = [s for s in os.scandir(self.root) if len(s.name) == 2 and s.is_dir(follow_symlinks=False)]
        except OSError:
            return
        for sub in subs:
            try:
                for entry in os.scandir(sub):
                    if len(entry.name) == 62 or entry.name.startswith(_TEMPORARY):
                        state = entry.stat(follow_symlinks=False)
                        yield Path(entry.path), state.st_mtime, state.st_size
            except OSError:  # another run deletes at the same time
                continue


def _delete(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True


@lru_cache(maxsize=1)
def _stamp() -> str:
    """A hash of the program: package, word lists, models, plugins, and the libraries that shape results."""
    parts = [__version__, RULESET, ".".join(map(str, sys.version_info[:2])), _package()]
    for name in ("spacy", "onnxruntime", "tokenizers", "markdown-it-py", "lxml", "tldextract", "textstat"):
        with contextlib.suppress(PackageNotFoundError):
            parts.append(f"{name}={version(name)}")
    plugins = sorted(entry_points(group="spincheck.rules"), key=lambda e: (e.name, e.value))
    parts.extend(f"{e.name}:{e.value}:{e.dist.version if e.dist else ''}" for e in plugins)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _package() -> str:
    """The installer's list of files with their hashes; of a working copy, which has none, sizes and times."""
    root = Path(__file__).parent
    with contextlib.suppress(PackageNotFoundError):
        record = distribution("spincheck").read_text("RECORD") or ""
        if "spincheck/cache.py,sha256=" in record and "site-packages" in root.parts:
            return record
    parts = []
    for current, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(names):
            state = os.stat(os.path.join(current, name))
            parts.append(f"{current}/{name}:{state.st_size}:{state.st_mtime_ns}")
    return "\n".join(parts)


_GRAMMAR: dict[tuple[str, str], str] = {}


def grammar_state(settings: Settings) -> str:
    """Whether grammar is off, and else whether a server answers now: the one thing outside that results depend on.

    Looked up once per process and server, with a connection that waits at most 0.3 seconds.
    """
    wanted = settings.grammar
    if wanted.mode == "off":
        return "off"
    if wanted.public:
        return "public"
    url = wanted.url or os.environ.get("SPINCHECK_GRAMMAR_URL") or "http://localhost:8081"
    key = (wanted.mode, url)
    if key not in _GRAMMAR:
        _GRAMMAR[key] = _answers(url) + ("+start" if wanted.mode == "on" else "")
    return _GRAMMAR[key]


def _answers(url: str) -> str:
    import socket
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        address = (parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80))
        with socket.create_connection(address, timeout=0.3):
            return "answers"
    except (OSError, ValueError):
        return "none"
