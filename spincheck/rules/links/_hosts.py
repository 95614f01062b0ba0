"""What is known about hosts and query parameters, from the family's lists."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from spincheck.rules.links._lists import toml
from spincheck.rules.links._url import Url, registrable, split_url

#: scripts that one word may mix
_EAST_ASIAN = frozenset(["CJK", "HIRAGANA", "KATAKANA", "HANGUL"])
#: most parameters of one address that are looked at
_MOST = 200
_GENERATED = re.compile(r"[a-z-]{6,}\d{3,8}")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c\u180e]")


@lru_cache(maxsize=32)
def hosts(kind: str) -> frozenset[str]:
    """A list of ``hosts.toml``."""
    return frozenset(toml("hosts.toml")[kind])


def listed(url: Url, kind: str) -> bool:
    """Whether the host, or a domain above it, is on a list."""
    known = hosts(kind)
    labels = url.host.removeprefix("www.").split(".")[-6:]
    return any(".".join(labels[i:]) in known for i in range(len(labels) - 1))


def is_shortener(url: Url) -> bool:
    """A shortener with a code to follow; its front page is a site like any other."""
    return url.host.removeprefix("www.") in hosts("shorteners") and len(url.path) > 1


def parameters(url: Url) -> list[tuple[str, str]]:
    """Name and value of each query parameter, as written but split; names in lower case."""
    out = []
    for part in re.split(r"[&;]", url.query)[:_MOST]:
        name, _, value = part.partition("=")
        if name:
            out.append((unquote(name, errors="replace").lower(), value))
    return out


def redirect_to(url: Url) -> Url | None:
    """Where a redirector sends its visitors, when the address says so and nobody vouches for the redirector."""
    if "=" not in url.query or listed(url, "trusted_redirectors"):
        return None
    names = frozenset(toml("hosts.toml")["redirect_parameters"])
    for name, value in parameters(url):
        if name not in names:
            continue
        target = unquote(unquote(value, errors="replace"), errors="replace")
        if target.lower().startswith(("http://", "https://", "//")):
            there = split_url(target)
            if there.web and there.plausible and there.domain != url.domain:
                return there
    return None


def _named(name: str, listing: tuple[str, ...]) -> bool:
    return any(name.startswith(entry[:-1]) if entry.endswith("*") else name == entry for entry in listing)


def tracking(url: Url) -> list[str]:
    """Names of parameters that follow the reader about."""
    if not url.query:
        return []
    listing = tuple(toml("parameters.toml")["tracking"])
    return list(dict.fromkeys(name for name, _ in parameters(url) if _named(name, listing)))


def affiliate(url: Url) -> str:
    """What pays for a visit: a network's host or a parameter; "" for neither."""
    if listed(url, "affiliate_networks"):
        return f"host {url.host}"
    if not url.query:
        return ""
    raw = toml("parameters.toml")
    label = registrable(url.host).name.rpartition(".")[2]
    names = frozenset(raw["affiliate"]) | frozenset(raw["affiliate_on"].get(label, ()))
    found = next((name for name, value in parameters(url) if name in names and value), "")
    return f"parameter '{found}'" if found else ""


def without(target: str, names: list[str]) -> str:
    """The address without some of its parameters, otherwise unchanged."""
    head, _, rest = target.partition("?")
    query, sharp, fragment = rest.partition("#")
    kept = [p for p in query.split("&") if unquote(p.partition("=")[0], errors="replace").lower() not in names]
    return head + ("?" + "&".join(kept) if kept else "") + sharp + fragment


def free_host(url: Url) -> str:
    """Why anybody can have a page there at no cost; "" for hosts that somebody pays for."""
    if listed(url, "blog_networks"):
        return "a blog host that is open to anybody"
    found = registrable(url.host)
    official = {"gov", "nhs", "edu", "ac", "mil", "police", "gouv", "gob", "int"}
    if found.private and found.name and official.isdisjoint(found.suffix.split(".")):
        return f"a name under '{found.suffix}', which the public suffix list has as open to anybody"
    return ""


def is_generated(url: Url) -> bool:
    """A host label of words and a number, as accounts that a program opened have ("cold-laser45678")."""
    return any(_GENERATED.fullmatch(label) for label in url.host.split(".")[:-1])


def decoded(host: str) -> str:
    """A host with its punycode labels decoded; a label that cannot be decoded stays as it is."""
    out = []
    for label in host[:253].split("."):
        if label.startswith("xn--"):
            with contextlib.suppress(UnicodeError, ValueError, OverflowError):
                label = label[4:].encode("ascii").decode("punycode")
        out.append(label)
    return ".".join(out)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.split(" ", 1)[0] if letter.isalpha() else ""


def look_alike(url: Url) -> tuple[str, float]:
    """Why a host may not be what it looks like, and how sure that is; ("", 0) for ordinary hosts."""
    host = url.host
    if host.isascii() and "xn--" not in host:
        return "", 0.0
    shown = decoded(host)
    if _INVISIBLE.search(shown):
        return "it holds characters that cannot be seen or that turn the direction of writing", 0.98
    for label in shown.split("."):
        scripts = {s for s in map(_script, label) if s}
        if len(scripts) > 1 and not scripts <= _EAST_ASIAN:
            return f"one label mixes {' and '.join(sorted(s.title() for s in scripts))} letters", 0.97
    letters: dict[str, str] = toml("confusables.toml")["letters"]
    for label in shown.split("."):
        strange = [c for c in label if not c.isascii() and c.isalpha()]
        if strange and all(c in letters for c in strange):
            return f"its letters only look Latin: it reads '{''.join(letters.get(c, c) for c in label)}'", 0.97
    if any(label.startswith("xn--") and label in shown for label in host.split(".")):
        return "its punycode cannot be decoded", 0.9
    if not all(_script(c) in ("LATIN", "") for c in shown):
        return "it is written in another script than the article", 0.85
    return "it holds letters outside plain ASCII", 0.6
