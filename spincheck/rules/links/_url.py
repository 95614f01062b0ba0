"""A link's target taken apart without raising, whatever it holds.

``urllib.parse`` raises on broken brackets and ports; a checker of hostile links needs an answer for every string. The
split follows the WHATWG URL standard where browsers and RFC 3986 differ: a backslash is a slash, tabs and line ends
inside are dropped, and everything before the last ``@`` of the authority is user information.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

#: what is looked at of one target; longer ones are cut, no honest address comes near
LONGEST = 4096

_PARTS = re.compile(r"(?:([a-z][a-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_DROPPED = re.compile(r"[\t\r\n]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_IPV4 = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", re.IGNORECASE)
_SUFFIXES = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf|cfm|shtml|xml|json|csv|txt|docx?|xlsx?|amp)$", re.IGNORECASE)
_SPACED_HOST = re.compile(r"\s?\.\s?[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a target. ``host`` is lower case as written (punycode not decoded), without port or brackets."""

    target: str
    scheme: str
    userinfo: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def web(self) -> bool:
        """Whether it leads to a page on some host, rather than to a place on this page, a mailbox or a file."""
        return bool(self.host) and self.scheme in ("http", "https", "ftp", "")

    @property
    def domain(self) -> str:
        """The registrable domain ("example.co.uk"), or the host itself where the public suffix list has no answer."""
        return registrable(self.host).domain

    @property
    def deep(self) -> bool:
        """Whether the path names one page ("/back-pain/laser/") rather than a site or a site's front door."""
        segments = [s for s in self.path.split("/") if s]
        if len(segments) >= 2 or self.query:
            return True
        return bool(segments) and len(_WORD.findall(_SUFFIXES.sub("", segments[0]))) >= 2

    @property
    def names_article(self) -> bool:
        """Whether a part of the path reads like a headline ("dermatology-and-hair-loss"), not like a section."""
        segments = (_SUFFIXES.sub("", s) for s in self.path.split("/")[:40])
        return any(len(_WORD.findall(s)) >= 2 for s in segments)

    @property
    def slug_words(self) -> list[str]:
        """Lower-case words of path and fragment, percent-decoded."""
        path = _SUFFIXES.sub("", self.path)
        return [w.lower() for w in _WORD.findall(unquote(f"{path} {self.fragment}", errors="replace"))]

    @property
    def host_words(self) -> list[str]:
        """Lower-case words of the host without its public suffix; joined words stay joined."""
        found = registrable(self.host)
        return [w.lower() for w in _WORD.findall(found.name)]

    @property
    def is_ip(self) -> bool:
        """Whether the host is an address in any notation a browser accepts (dotted, decimal, hexadecimal, IPv6)."""
        return ":" in self.host or bool(_IPV4.fullmatch(self.host))

    @property
    def plausible(self) -> bool:
        """Whether the host could exist: a dotted name or an address. "http://www" before ". gastro. org" is neither."""
        return self.is_ip or "." in self.host.strip(".") or self.host == "localhost"


@dataclass(frozen=True, slots=True)
class Registrable:
    """A host split by the public suffix list. ``private`` marks suffixes under which anybody can get a name."""

    domain: str
    name: str
    suffix: str
    private: bool


@lru_cache(maxsize=20_000)
def split_url(target: str) -> Url:
    """Take a target apart; never raises, and looks at no more than ``LONGEST`` characters."""
    cut = _DROPPED.sub("", target[:LONGEST]).strip().replace("\\", "/")
    match = _PARTS.fullmatch(cut)
    scheme, authority, path, query, fragment = match.groups() if match else ("", "", cut, "", "")
    authority = authority or ""
    userinfo, _, hostport = authority.rpartition("@")
    host, port = hostport, ""
    if host.startswith("["):
        host, _, rest = host[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else ""
    elif ":" in host:
        host, _, port = host.rpartition(":")
    host = unquote(host, errors="replace").strip().rstrip(".").lower()
    return Url(target, (scheme or "").lower(), userinfo, host, port, path or "", query or "", fragment or "")


@lru_cache(maxsize=1)
def _extract() -> Any:
    import tldextract

    # the snapshot inside the package: no network, no cache folder
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=20_000)
def registrable(host: str) -> Registrable:
    """Split a host by the public suffix list (its private part included)."""
    if not host or ":" in host or _IPV4.fullmatch(host) or len(host) > 253:
        return Registrable(host[:253], "", "", False)
    try:
        parts = _extract()(host)
    except (ValueError, UnicodeError):
        return Registrable(host, host, "", False)
    name = ".".join(p for p in (parts.subdomain.removeprefix("www"), parts.domain) if p)
    domain = f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else host
    return Registrable(domain, name, parts.suffix, bool(parts.is_private))


def is_written_url(anchor: str) -> bool:
    """Whether an anchor text is itself an address."""
    shown = anchor.strip().lower()
    if not shown or any(c.isspace() for c in shown):
        return False
    return shown.startswith(("http://", "https://", "www.", "ftp://")) or bool(
        re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?:/\S*)?", shown[:LONGEST])
    )


def broken_by_space(target: Url, following: str) -> bool:
    """Whether a host was torn by spaces ("http://www. gastro. org"), as some newswires do; worth a note, no more."""
    return not target.plausible and bool(_SPACED_HOST.match(following))


def escaped(host: str) -> str:
    """A host that is safe to show: everything that is not printable ASCII is written as \\u escapes."""
    return "".join(c if " " < c < "\x7f" else f"\\u{ord(c):04x}" for c in host[:253])


def printable(text: str, most: int = 120) -> str:
    """Text of a document that is safe to show in one line: white space folded, the rest escaped, cut at ``most``."""
    folded = " ".join(text[: 4 * most].split())
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in folded)
    return safe if len(safe) <= most else safe[: most - 3] + "..."
