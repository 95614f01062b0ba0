"""Addresses of pages in one form, so that the same page is not fetched twice."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

#: longer addresses are refused; no page that is meant to be read has one
LONGEST: Final = 2048
#: more folders than this, or the same folder this often, is a loop of relative links
DEEPEST: Final = 16
REPEATS: Final = 3

_SESSION: Final = re.compile(
    r"(?:php)?sess(?:ion)?_?id|jsessionid|aspsessionid\w*|cfid|cftoken|oscsid|zenid|replytocom|_ga|_gl", re.IGNORECASE
)
#: parameters that are sessions only when their value looks like a token
_PERHAPS: Final = re.compile(r"sid|s_id|_?session|s|token", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[0-9a-f]{16,}|[0-9a-z_-]{24,}", re.IGNORECASE)
_PATH_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PORTS: Final = {"http": 80, "https": 443}
_NUMBER: Final = re.compile(r"\d+")


class BadUrl(ValueError):
    """No address of a page; the message says why."""


def is_url(text: str) -> bool:
    """Whether a text is meant as a web address."""
    return text[:8].lower().startswith(("http://", "https://"))


def normalise(url: str, base: str = "") -> str:
    """The one form of an address: joined to ``base``, host in lower case and ASCII, without default port, fragment, dot
    segments, session and tracking parameters, escapes in one form (RFC 3986, 6.2.2). Raises BadUrl.
    """
    text = re.sub(r"[\t\r\n]", "", url[: 4 * LONGEST]).strip(" \x0b\x0c\0")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadUrl("not an address") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise BadUrl(f"{scheme or 'no'} address: only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise BadUrl("the address carries credentials, which are not sent on")
    host = _host(host)
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    path = _escaped(_dots(_PATH_SESSION.sub("", parts.path)) or "/")
    query = _query(parts.query, f"{scheme}://{host}{path}?{parts.query}" if parts.query else "")
    done = f"{scheme}://{host}{path}{'?' + query if query else ''}"
    if len(done) > LONGEST:
        raise BadUrl(f"longer than {LONGEST} characters")
    return done


def host_of(url: str) -> str:
    """Host and port of a normalised address."""
    return url.split("/", 3)[2]


def same_host(url: str) -> str:
    """What two addresses of one site share: the host, with or without "www."."""
    return host_of(url).removeprefix("www.")


def loops(url: str) -> str:
    """Why a normalised address looks like a loop of relative links; empty when it does not."""
    segments = [s for s in urlsplit(url).path.split("/") if s]
    if len(segments) > DEEPEST:
        return f"more than {DEEPEST} folders deep"
    if any(segments.count(s) >= REPEATS for s in set(segments) if not s.isdigit()):
        return "the same folder again and again"
    return ""


def pattern(url: str) -> str:
    """What the addresses of one listing, calendar or search share: numbers aside, the path and the names in the query."""
    parts = urlsplit(url)
    names = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair}))
    return f"{parts.netloc}{_NUMBER.sub('0', parts.path)}?{names}"


def counted(url: str) -> bool:
    """Whether a pattern can have endless addresses: there is a query, or a number in the path."""
    parts = urlsplit(url)
    return bool(parts.query) or _NUMBER.search(parts.path) is not None


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host or len(host) > 253:
        raise BadUrl("no host")
    if ":" in host:
        return f"[{host}]"
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadUrl("not a host name") from None
    if not re.fullmatch(r"[a-z0-9._-]+", ascii_host):
        raise BadUrl("not a host name")
    return ascii_host


def _dots(path: str) -> str:
    out: list[str] = []
    for segment in path.split("/"):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain == "..":
            if len(out) > 1:
                out.pop()
        elif plain != ".":
            out.append(segment)
    if path.endswith(("/.", "/..")):
        out.append("")
    return "/".join(out)


def _escaped(text: str) -> str:
    """Illegal characters escaped, needless escapes undone, the rest in upper case."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    done = _ESCAPE.sub(one, text)
    return "".join(
        c if "!" <= c <= "~" and c not in '"<>\\^`{|}#' else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        for c in done
    )


def _query(query: str, whole: str) -> str:
    if not query:
        return ""
    from spincheck.rules.links._hosts import tracking
    from spincheck.rules.links._url import split_url

    followers = set(tracking(split_url(whole)))
    kept = []
    for pair in query.split("&")[:64]:
        name, _, value = pair.partition("=")
        if not name or name.lower() in followers or name in followers:
            continue
        if _SESSION.fullmatch(name) or (_PERHAPS.fullmatch(name) and _TOKEN.fullmatch(value)):
            continue
        kept.append(pair)
    return _escaped("&".join(kept))
