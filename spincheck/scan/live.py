"""Ask hosts whether the targets of links are there: dead, moved to another site, or a polite "not found".

Each address is asked once per run, HEAD first and GET where HEAD is not answered properly. A host's robots.txt is
honoured, and a host is asked one thing at a time. The address a name resolves to is checked and then connected to, so
that a name cannot be resolved differently between the check and the connection; private, loopback, link-local and other
reserved addresses are refused unless the caller allows them, at every step of a redirection.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import urllib.robotparser
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from spincheck import __version__
from spincheck.rules.links._url import escaped, registrable

AGENT = f"spincheck/{__version__} (link check)"
#: at most this much of a page is read to recognise a polite "not found"
_PAGE = 65_536
_HOPS = 8
_SOFT = re.compile(
    r"\b(?:page|site|article|post|content|link)\b[^.<]{0,40}"
    r"\b(?:not found|no longer (?:exists?|available)|has been (?:removed|deleted))"
    r"|\b404\b[^<]{0,40}\b(?:error|not found)|\berror 404\b|\bnothing (?:was )?found here"
    r"|domain (?:is|may be) for sale|parked (?:free|domain)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<(title|h1)\b[^>]{0,200}>(.{0,300}?)</", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for one address.

    ``status``: ok, dead, redirected (another site), soft-404, refused (private address), robots (not asked, the host does
    not want it), skipped (not a web address), unknown (the host answered, but not whether the page is there).
    """

    status: str
    code: int = 0
    final: str = ""
    detail: str = ""

    def describe(self) -> str:
        """One line for people."""
        parts = [self.status, str(self.code) if self.code else "", self.detail]
        return " ".join(p for p in parts if p)

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {"status": self.status, "code": self.code, "final": self.final, "detail": self.detail}


class Refused(Exception):
    """The address must not be asked."""


def check(targets: Sequence[str], *, allow_private: bool = False, timeout: float = 10.0, workers: int = 8) -> list[Answer]:
    """Ask for each target; answers in the same order. Never raises for what a host does. ``timeout`` in seconds."""
    asker = _Asker(allow_private, timeout)
    unique = list(dict.fromkeys(targets))
    with ThreadPoolExecutor(max_workers=max(1, min(workers, len(unique) or 1))) as pool:
        answers = dict(zip(unique, pool.map(asker.ask, unique), strict=True))
    return [answers[t] for t in targets]


class _Asker:
    def __init__(self, allow_private: bool, timeout: float) -> None:
        self.allow_private = allow_private
        self.timeout = timeout
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._robots: dict[str, urllib.robotparser.RobotFileParser | None] = {}

    def ask(self, target: str) -> Answer:
        """The answer for one address."""
        if not target.lower().startswith(("http://", "https://")) or len(target) > 4096:
            return Answer("skipped", detail="not a web address")
        try:
            return self._follow(target)
        except Refused as reason:
            return Answer("refused", detail=str(reason))
        except (TimeoutError, OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
            return Answer("dead", detail=f"{type(error).__name__}: {error}"[:160])

    def _follow(self, target: str) -> Answer:
        url = target
        for _ in range(_HOPS):
            if not self._welcome(url):
                return Answer("robots", final=url, detail="the host's robots.txt asks not to")
            with self._host_lock(url):
                code, headers, body = self._request("HEAD", url)
                if code in (400, 403, 404, 405, 406, 429, 500, 501, 503) or code == 200:
                    code, headers, body = self._request("GET", url)
            where = headers.get("location")
            if code in (301, 302, 303, 307, 308) and where:
                url = urljoin(url, where)
                if not url.lower().startswith(("http://", "https://")):
                    return Answer("dead", code, detail="redirected to something that is no web address")
                continue
            return _judge(target, url, code, body)
        return Answer("dead", detail=f"more than {_HOPS} redirections")

    def _host_lock(self, url: str) -> threading.Lock:
        with self._lock:
            return self._hosts.setdefault(urlsplit(url).netloc.lower(), threading.Lock())

    def _welcome(self, url: str) -> bool:
        parts = urlsplit(url)
        key = f"{parts.scheme}://{parts.netloc}"
        with self._host_lock(f"{key}/"):
            if key not in self._robots:
                self._robots[key] = self._rules(key)
        rules = self._robots[key]
        return rules is None or rules.can_fetch(AGENT, url)

    def _rules(self, key: str) -> urllib.robotparser.RobotFileParser | None:
        try:
            code, _, body = self._request("GET", key + "/robots.txt")
        except Refused:
            raise
        except (OSError, http.client.HTTPException, ValueError):
            return None
        if code != 200:
            return None
        rules = urllib.robotparser.RobotFileParser()
        rules.parse(body.splitlines())
        return rules

    def _request(self, method: str, url: str) -> tuple[int, http.client.HTTPMessage, str]:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = self._connect(parts.scheme, host, port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path = "".join(c if "!" <= c <= "~" else "".join(f"%{b:02X}" for b in c.encode()) for c in path)
        try:
            connection.request(
                method, path, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Connection": "close"}
            )
            response = connection.getresponse()
            body = response.read(_PAGE).decode("utf-8", "replace") if method == "GET" else ""
            return response.status, response.msg, body
        finally:
            connection.close()

    def _connect(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        address = self._address(host, port)
        raw = socket.create_connection((address, port), timeout=self.timeout)
        connection = http.client.HTTPConnection(host, port, timeout=self.timeout)
        # connected to the very address that was checked; the name still goes into Host and TLS
        try:
            connection.sock = (
                ssl.create_default_context().wrap_socket(raw, server_hostname=host) if scheme == "https" else raw
            )
        except BaseException:
            raw.close()
            raise
        return connection

    def _address(self, host: str, port: int) -> str:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if self.allow_private:
            return found[0]
        for address in found:
            if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                raise Refused(f"{escaped(host)} is the private or reserved address {address}; --allow-private asks it")
        return found[0]


def _judge(target: str, final: str, code: int, body: str) -> Answer:
    if code in (404, 410):
        return Answer("dead", code, final, "not found" if code == 404 else "gone")
    if code >= 500 or code in (401, 403, 407, 429, 451):
        return Answer("unknown", code, final, "the host does not say whether the page is there")
    if code >= 400 or code < 200:
        return Answer("dead", code, final, "refused")
    asked, reached = urlsplit(target), urlsplit(final)
    if registrable(asked.hostname or "").domain != registrable(reached.hostname or "").domain:
        return Answer("redirected", code, final, f"ends at {escaped(reached.hostname or '')}")
    heads = " ".join(m[2] for m in _HEADING.finditer(body))
    if _SOFT.search(heads) or (len(body) < 4000 and _SOFT.search(re.sub(r"<[^>]{0,500}>", " ", body))):
        return Answer("soft-404", code, final, "the page says that it is not there")
    if len(asked.path.strip("/")) > 1 and not reached.path.strip("/") and final != target:
        return Answer("soft-404", code, final, "ends at the front page")
    return Answer("ok", code, final)
