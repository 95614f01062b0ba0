"""A LanguageTool server of our own: started when wanted, restarted once when it crashes, stopped with the program.

The server writes no log (LanguageTool's own would hold no text, but nobody reads it), listens on the local host only, and
takes at most a gigabyte.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from spincheck.language.grammar_install import LEAST_JAVA, Installed, installed, java, root

#: seconds in which a server must answer; a cold start takes 3 to 10
START_TIMEOUT = 60.0
_POLL = 0.1
#: a gigabyte at most; the quick compiler and the plain collector start sooner, and are no slower on short texts
_JAVA_OPTIONS = ("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class ServerError(Exception):
    """A server could not be started or used; the message says why, in one line."""


def base_url(url: str) -> str:
    """A server's address in one form: with scheme, without ``/v2`` and what follows it. Raises ServerError."""
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urllib.parse.urlsplit(text)
        port = parts.port
    except ValueError:
        raise ServerError(f"{url!r} is no address of a server") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ServerError(f"{url!r} is no address of a server")
    path = parts.path.split("/v2")[0].rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}/"


def alive(url: str, timeout: float = 2.0) -> bool:
    """Whether a LanguageTool server answers at a base address. Connecting waits at most 0.3 seconds on this machine."""
    parts = urllib.parse.urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    try:
        if local:
            socket.create_connection((parts.hostname or "", parts.port or 80), timeout=0.3).close()
        opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if local else []))
        with opener.open(urllib.parse.urljoin(url, "v2/healthcheck"), timeout=timeout) as answer:
            return bool(answer.read(64).strip() == b"OK")
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, ValueError):
        return False


@dataclass(slots=True)
class Server:
    """One server process. Thread-safe; ``url`` is valid once :meth:`ready` has returned."""

    what: Installed
    command: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start the process; returns at once. Raises ServerError when Java cannot be run."""
        with self._lock:
            if self.process is not None:
                return
            self.port = self.port or _free_port()
            config = str(files("spincheck").joinpath("data/grammar/server.properties"))
            command = [self.command, *_JAVA_OPTIONS, *self.what.arguments, "--port", str(self.port), "--config", config]
            try:
                # a group of its own, so that Ctrl-C at the terminal reaches us first and we stop it
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                raise ServerError(f"Java could not be started: {error.strerror}") from None
            atexit.register(self.stop)

    def ready(self, timeout: float = START_TIMEOUT) -> None:
        """Wait until the server answers. Raises ServerError when it ends or does not answer in ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            process = self.process
            if process is None:
                raise ServerError("the local LanguageTool server was stopped")
            if process.poll() is not None:
                raise ServerError(f"the local LanguageTool server ended at once (exit code {process.returncode})")
            if alive(self.url):
                return
            time.sleep(_POLL)
        raise ServerError(f"the local LanguageTool server did not answer within {timeout:.0f} seconds")

    def recover(self, crashed: int) -> bool:
        """Restart after a crash, once in the life of the program; whether a server is running then.

        ``crashed`` is the value of ``restarts`` when the caller sent its request: of many callers that meet one crash, one
        restarts and the others wait.
        """
        with self._lock:
            if self.restarts > crashed:
                return self.process is not None
            if self.process is not None and self.process.poll() is None:
                return True
            if self.restarts:
                return False
            self.restarts += 1
            self.process = None
            try:
                self.start()
                self.ready()
            except ServerError:
                return False
            return True

    def stop(self) -> None:
        """End the process and wait for it."""
        with self._lock:
            process, self.process = self.process, None
            if process is None or process.poll() is not None:
                return
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
                return
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def local() -> Server:
    """A server made from what is installed, not yet started. Raises ServerError saying what is missing."""
    what = installed()
    if what is None:
        raise ServerError("no LanguageTool server is installed; run 'spincheck grammar install'")
    found = java()
    if found is None:
        raise ServerError(f"no Java was found; LanguageTool needs Java {LEAST_JAVA} or later")
    if found[1] < LEAST_JAVA:
        raise ServerError(f"Java {found[1]} is too old; LanguageTool needs Java {LEAST_JAVA} or later")
    return Server(what, found[0])


def configured_url(url: str) -> str:
    """The server the user named: the setting, else ``SPINCHECK_GRAMMAR_URL``; "" when there is none."""
    return url or os.environ.get("SPINCHECK_GRAMMAR_URL", "").strip()


def _state() -> Path:
    return root() / "running.json"


def start_detached(port: int) -> str:
    """Start a server that outlives the program; what was done, in one line. Raises ServerError."""
    url = f"http://127.0.0.1:{port}/"
    if alive(url):
        return f"a LanguageTool server answers at {url} already"
    server = local()
    server.port = port
    server.start()
    try:
        server.ready()
        assert server.process is not None
        _warm(url)
        state = {"pid": server.process.pid, "port": port, "started": _started_at(server.process.pid)}
        _state().write_text(json.dumps(state), encoding="utf-8")
    except (ServerError, OSError) as error:
        server.stop()
        raise ServerError(str(error)) from None
    server.process = None  # the end of this program must not stop it
    return f"LanguageTool {server.what.version} answers at {url}"


def stop_detached() -> str:
    """Stop the server of :func:`start_detached`; what was done, in one line."""
    import psutil  # type: ignore[import-untyped]  # comes with language_tool_python

    try:
        state = json.loads(_state().read_text(encoding="utf-8"))
        process = psutil.Process(int(state["pid"]))
        # the number may belong to another process by now
        if process.create_time() != state["started"]:
            raise psutil.NoSuchProcess(process.pid)
        process.terminate()
        process.wait(10)
        said = f"stopped the LanguageTool server on port {state['port']}"
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        said = "no LanguageTool server was left running by 'spincheck grammar start'"
    with contextlib.suppress(OSError):
        _state().unlink()
    return said


def _started_at(pid: int) -> float:
    """When a process began, in seconds since the epoch; with its number it names a process for good."""
    import psutil

    return float(psutil.Process(pid).create_time())


def _warm(url: str) -> None:
    """Have the server load its English rules, so that the first check finds it ready."""
    data = urllib.parse.urlencode({"language": "en-US", "text": "This is a first sentence."}).encode()
    with contextlib.suppress(OSError):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            urllib.parse.urljoin(url, "v2/check"), data, 60
        ).close()
