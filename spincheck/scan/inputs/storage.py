"""Files wherever they are: on this machine, or in any store that fsspec reaches by its address (s3://, gs://, memory://)."""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from spincheck.errors import SourceError, UsageError
from spincheck.scan.inputs.item import one_line

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+://|[a-z][a-z0-9+.-]+::", re.IGNORECASE)
_STEP: Final = 65_536
#: compressed data that grows more than this, once it is this large, is made to fill a disk or a memory
_RATIO: Final = 250
_GROWN: Final = 50_000_000


class Bomb(ValueError):
    """Compressed data that grows out of all proportion."""


def is_remote(name: str) -> bool:
    """Whether a name is an address that fsspec opens, rather than a path or a web page."""
    return bool(_SCHEME.match(name)) and not name.lower().startswith(("http://", "https://"))


def suffix_of(name: str) -> str:
    """The suffix in lower case, with the one before it when the last says how it is compressed (".csv.gz")."""
    base = re.split(r"[/\\]", name)[-1].lower().split("?")[0]
    found = re.search(r"\.[a-z0-9]+(?:\.gz)?$", base)
    return found[0] if found else ""


def open_fsspec(name: str) -> tuple[Any, str]:
    """The file system and the path in it of an address. Raises UsageError when fsspec or what it needs is missing."""
    try:
        import fsspec
    except ImportError:
        raise UsageError(f"{name}: needs fsspec", "install it with: pip install 'spincheck[remote]'") from None
    try:
        return cast(tuple[Any, str], fsspec.core.url_to_fs(name))
    except ImportError as error:
        raise UsageError(f"{name}: {one_line(error)}", "install the package that fsspec names") from None
    except Exception as error:  # every store has its own
        raise UsageError(f"{name}: cannot be opened: {one_line(error)}", "check the address") from None


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """A file open for reading bytes, front to back; "-" is the standard input. Raises SourceError when that fails."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream: IO[bytes]
        if is_remote(name):
            system, path = open_fsspec(name)
            stream = system.open(path, "rb", block_size=1 << 20)
        else:
            stream = open(name, "rb")  # noqa: SIM115 - closed below, with errors of opening told apart
    except (SourceError, UsageError) as error:
        raise SourceError(name, str(error).removeprefix(f"{name}: ")) from None
    except FileNotFoundError:
        raise SourceError(name, "no such file", "check the path") from None
    except Exception as error:  # every store has its own
        raise SourceError(name, f"cannot be read ({one_line(error)})", "check the path") from None
    with stream:
        yield stream


def chunks(name: str) -> Iterator[bytes]:
    """The bytes of a file in pieces. Raises SourceError when it cannot be opened or breaks off."""
    with opened(name) as stream:
        while True:
            try:
                piece = stream.read(_STEP)
            except Exception as error:  # every store has its own
                raise SourceError(name, f"cannot be read ({one_line(error)})") from None
            if not piece:
                return
            yield piece


@contextmanager
def decompressed(name: str) -> Iterator[io.BufferedReader]:
    """Like :func:`opened`, and gzip is undone when the name ends in ".gz". Raises Bomb while reading when the data grows
    out of all proportion.
    """
    with opened(name) as stream:
        if name.lower().endswith(".gz"):
            yield io.BufferedReader(_Inflating(stream), _STEP)
        else:
            yield io.BufferedReader(_Plain(stream), _STEP)


class _Plain(io.RawIOBase):
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Inflating(io.RawIOBase):
    """gzip as a stream; never more than a piece in memory, whatever the compressed data says."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._left = b""
        self._read = self._grown = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if not self._left:
                self._left = self._stream.read(_STEP)
                self._read += len(self._left)
                if not self._left:
                    if not self._engine.eof and self._grown:
                        raise EOFError("the compressed data breaks off")
                    return 0
            if self._engine.eof:
                self._left = self._left.lstrip(b"\0")
                if not self._left:
                    continue
                self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = self._engine.decompress(self._left, len(buffer))
            self._left = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            self._grown += len(piece)
            if self._grown > _GROWN and self._grown > _RATIO * self._read:
                raise Bomb(f"grows from {self._read} to more than {self._grown} bytes, like a decompression bomb")
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)


def exists(name: str) -> bool:
    """Whether a file is there. Raises UsageError when the store cannot be asked."""
    if not is_remote(name):
        return Path(name).exists()
    system, path = open_fsspec(name)
    try:
        return bool(system.exists(path))
    except Exception as error:  # every store has its own
        raise UsageError(f"{name}: cannot be opened: {one_line(error)}", "check the address and its credentials") from None


def matching(name: str) -> list[str]:
    """The addresses that a remote address with wildcards stands for, sorted; itself when it has none."""
    system, path = open_fsspec(name)
    if not any(c in path for c in "*?["):
        return [name]
    try:
        return sorted(system.unstrip_protocol(found) for found in system.glob(path))
    except Exception as error:  # every store has its own
        raise UsageError(f"{name}: cannot be listed: {one_line(error)}", "check the address and its credentials") from None
