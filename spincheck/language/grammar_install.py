"""Get LanguageTool once into the cache folder, checked by hash, and say what is there.

Two sources: language_tool_python's own download, and Maven Central with a pinned list of files and their SHA-256. Nothing
is used before it is complete and checked: files are gathered in a folder of another name, which is renamed at the end.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from spincheck.errors import UsageError

VERSION = "6.6"
LEAST_JAVA = 17
CENTRAL = "https://repo.maven.apache.org/maven2/"
MAIN_CLASS = "org.languagetool.server.HTTPServer"
Source = Literal["auto", "download", "maven"]
Progress = Callable[[str], None]

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>spincheck</groupId><artifactId>languagetool</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.languagetool</groupId><artifactId>languagetool-server</artifactId><version>{v}</version></dependency>
    <dependency><groupId>org.languagetool</groupId><artifactId>language-en</artifactId><version>{v}</version></dependency>
  </dependencies>
</project>
"""
_JAVA = re.compile(r'version "(\d+)(?:\.(\d+))?')
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Artifact:
    """One pinned file of Maven Central: SHA-256, size in bytes, path in the repository."""

    sha256: str
    size: int
    path: str

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Installed:
    """A LanguageTool that can be started: its version, where it came from and the Java arguments that start its server."""

    version: str
    source: str
    folder: Path
    arguments: tuple[str, ...]


class InstallError(Exception):
    """LanguageTool could not be installed from one source; the message says why."""


def root() -> Path:
    """The folder that holds installed servers: under ``SPINCHECK_CACHE``, else the user's cache folder."""
    chosen = os.environ.get("SPINCHECK_CACHE")
    if chosen:
        return Path(chosen) / "languagetool"
    from platformdirs import user_cache_path

    return user_cache_path("spincheck", appauthor=False) / "languagetool"


@lru_cache(maxsize=1)
def manifest() -> tuple[Artifact, ...]:
    """The pinned files of LanguageTool :data:`VERSION`."""
    text = files("spincheck").joinpath(f"data/grammar/languagetool-{VERSION}.txt").read_text(encoding="utf-8")
    rows = (line.split(" ", 2) for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Artifact(sha, int(size), path) for sha, size, path in rows)


def java() -> tuple[str, int] | None:
    """Path and major version of the Java in use (``JAVA_HOME`` first, then the search path); None without one."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    command = command or shutil.which("java")
    if not command:
        return None
    try:
        said = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=20, errors="replace")
    except (OSError, subprocess.SubprocessError):
        return None
    found = _JAVA.search(said.stderr + said.stdout)
    if not found:
        return None
    major = int(found[1])
    return command, int(found[2] or 0) if major == 1 else major


def installed() -> Installed | None:
    """The installed LanguageTool, the pinned one first; None when there is none."""
    folder = root() / f"{VERSION}-maven"
    # the rename at the end of an installation makes the folder appear complete or not at all
    if (folder / "languagetool-server-6.6.jar").is_file():
        return Installed(VERSION, "Maven Central", folder, ("-cp", str(folder / "*"), MAIN_CLASS))
    for jar in sorted((root() / "download").glob("LanguageTool-*/languagetool-server.jar"), reverse=True):
        version = jar.parent.name.removeprefix("LanguageTool-")
        return Installed(version, "languagetool.org", jar.parent, ("-cp", str(jar), MAIN_CLASS))
    return None


def install(source: Source = "auto", progress: Progress = lambda _: None) -> Installed:
    """Install LanguageTool. ``auto`` tries language_tool_python's download, then Maven Central.

    Raises UsageError, with what to do, when no source works or there is no suitable Java.
    """
    found = java()
    if found is None or found[1] < LEAST_JAVA:
        have = "no Java was found" if found is None else f"Java {found[1]} is too old"
        raise UsageError(
            f"LanguageTool needs Java {LEAST_JAVA} or later: {have}", "install a Java runtime, or set JAVA_HOME"
        )
    reasons = []
    for name, attempt in (("download", _download), ("maven", _maven)):
        if source not in ("auto", name):
            continue
        try:
            attempt(progress)
        except InstallError as error:
            reasons.append(f"{name}: {error}")
            progress(f"{name}: {error}")
        else:
            break
    done = installed()
    if done is None:
        raise UsageError("LanguageTool could not be installed", "; ".join(reasons))
    return done


def _download(progress: Progress) -> None:
    """language_tool_python's own download, into our folder. Raises InstallError."""
    from language_tool_python import download_lt

    address = download_lt.ReleaseLocalLanguageTool(download_lt.LTP_DOWNLOAD_VERSION).download_url
    progress(f"asking {address.split('/')[2]} for LanguageTool {download_lt.LTP_DOWNLOAD_VERSION}")
    try:
        # its downloader waits for minutes where a network drops packets, so the host is asked first
        urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=8).close()
    except (OSError, ValueError) as error:
        raise InstallError(f"not reached ({_reason(error)})") from error
    folder = root() / "download"
    folder.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("LTP_PATH")
    os.environ["LTP_PATH"] = str(folder)
    try:
        download_lt.LocalLanguageTool.from_version_name(download_lt.LTP_DOWNLOAD_VERSION).download()
    except Exception as error:  # it raises many kinds, and the other source may still work
        raise InstallError(_reason(error)) from error
    finally:
        if before is None:
            del os.environ["LTP_PATH"]
        else:
            os.environ["LTP_PATH"] = before


def _maven(progress: Progress) -> None:
    """The pinned files, by Maven where it is installed, else one by one. Raises InstallError."""
    target = root() / f"{VERSION}-maven"
    if installed_from_maven(target):
        progress(f"LanguageTool {VERSION} is installed already")
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        gathering = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
    except OSError as error:
        raise InstallError(f"{target.parent}: {error.strerror}") from error
    try:
        _resolve(gathering, progress)
        _fetch_missing(gathering, progress)
        if target.exists():
            shutil.rmtree(target)  # incomplete or altered, or we would not be here
        os.replace(gathering, target)
    except OSError as error:
        raise InstallError(_reason(error)) from error
    finally:
        shutil.rmtree(gathering, ignore_errors=True)
    progress(f"installed LanguageTool {VERSION} in {target}")


def installed_from_maven(folder: Path) -> bool:
    """Whether a folder holds every pinned file, unaltered."""
    return folder.is_dir() and all(intact(folder / a.name, a) for a in manifest())


def intact(file: Path, artifact: Artifact) -> bool:
    """Whether a file is there and has the pinned hash."""
    if not file.is_file() or file.stat().st_size != artifact.size:
        return False
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == artifact.sha256


def _resolve(folder: Path, progress: Progress) -> None:
    """Let Maven fetch the files: it knows the user's mirrors, proxies and local repository. Its failure is no error."""
    maven = shutil.which("mvn")
    if not maven:
        return
    progress(f"resolving LanguageTool {VERSION} with Maven")
    with tempfile.TemporaryDirectory() as place:
        pom = Path(place) / "pom.xml"
        pom.write_text(_POM.format(v=VERSION), encoding="utf-8")
        goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
        command = [maven, "-q", "-B", "-f", str(pom), goal, f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=900)
    known = {a.name: a for a in manifest()}
    for file in folder.iterdir():
        # whatever is not exactly what was pinned is not kept
        if file.name not in known or not intact(file, known[file.name]):
            file.unlink()


def _fetch_missing(folder: Path, progress: Progress) -> None:
    missing = [a for a in manifest() if not (folder / a.name).is_file()]
    if not missing:
        return
    megabytes = sum(a.size for a in missing) / 1e6
    progress(f"fetching {len(missing)} files ({megabytes:.0f} MB) from Maven Central")
    with ThreadPoolExecutor(4) as pool:
        done = 0.0
        for size in pool.map(lambda a: _fetch(a, folder), missing):
            before, done = done, done + size / 1e6
            if int(before / megabytes * 10) != int(done / megabytes * 10):
                progress(f"{done:.0f} of {megabytes:.0f} MB")


def _fetch(artifact: Artifact, folder: Path) -> int:
    last = ""
    for _ in range(_TRIES):
        try:
            with urllib.request.urlopen(CENTRAL + artifact.path, timeout=60) as answer:
                data = b"".join(_bounded(answer.read, artifact.size))
        except (OSError, ValueError) as error:
            last = _reason(error)
            continue
        if hashlib.sha256(data).hexdigest() == artifact.sha256:
            (folder / artifact.name).write_bytes(data)
            return artifact.size
        last = "the file has another hash than the pinned one"
    raise InstallError(f"{artifact.name}: {last}")


def _bounded(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    left = size + 1  # one more than expected shows a longer file without reading all of it
    while left > 0 and (block := read(min(left, 1 << 20))):
        left -= len(block)
        yield block


def _reason(error: BaseException) -> str:
    inner = getattr(error, "reason", None) or error
    return " ".join(str(inner).split())[:200] or type(error).__name__
