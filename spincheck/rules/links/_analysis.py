"""What every rule of the family needs to know of a document's links, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from spincheck.document import Link
from spincheck.rules.context import Context
from spincheck.rules.links._url import Url, broken_by_space, is_written_url, registrable, split_url

#: parts of a page whose links are furniture, not prose
FURNITURE = frozenset({"nav", "footer"})


@dataclass(frozen=True, slots=True)
class Found:
    """A link with its target taken apart. ``shown`` says that the reader sees the address itself, not words."""

    link: Link
    url: Url
    shown: bool
    foreign: bool
    #: torn by spaces, a place on this page, a mailbox: nothing to judge
    idle: bool

    @property
    def in_prose(self) -> bool:
        """Whether the link is visible and stands in the text proper."""
        return not self.link.hidden and self.link.place not in FURNITURE and self.link.end > self.link.start

    @property
    def span(self) -> tuple[int, int, bool]:
        """Start, end and ``in_source`` for a Hit: the anchor, or the whole construct where no text is shown."""
        if self.link.end > self.link.start and not self.link.hidden:
            return self.link.start, self.link.end, False
        return self.link.source_start, self.link.source_end, True


def links(ctx: Context) -> list[Found]:
    """The document's links, in order."""
    return ctx.shared("links:found", _find)


def _find(ctx: Context) -> list[Found]:
    if not ctx.document.links:
        return []
    base = ctx.document.meta.get("base") or ctx.document.meta.get("canonical") or ""
    own = own_domains(ctx)
    out = []
    for link in ctx.document.links:
        url = split_url(_resolve(base, link.target))
        shown = link.form in ("bare", "autolink") or is_written_url(link.anchor)
        torn = link.form == "bare" and broken_by_space(url, ctx.text[link.end : link.end + 4])
        foreign = url.web and url.domain not in own and url.host.removeprefix("www.") not in own
        out.append(Found(link, url, shown, foreign, torn or not url.web or not url.plausible))
    return out


def _resolve(base: str, target: str) -> str:
    if not base or len(target) > 4096:
        return target
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def own_domains(ctx: Context) -> frozenset[str]:
    """Registrable domains and hosts of the site the document belongs to."""
    hosts = [h.lower().removeprefix("www.") for h in ctx.settings.links.own_hosts]
    for key in ("base", "canonical"):
        host = split_url(ctx.document.meta.get(key, "")).host
        if host:
            hosts.append(host)
    return frozenset(hosts) | {registrable(h).domain for h in hosts}


def allowed(ctx: Context, found: Found) -> bool:
    """Whether the user declared the host harmless; clears nothing of severity high or above."""
    host = found.url.host.removeprefix("www.")
    return any(host == h or host.endswith("." + h) for h in map(str.lower, ctx.settings.links.allowed_hosts))
