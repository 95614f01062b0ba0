"""Why a page could not be fetched."""

from __future__ import annotations


class FetchError(Exception):
    """``kind``: refused (address), robots, timeout, large, redirects, network, status, type, encoding, address, stopped.

    ``code`` is the HTTP status where there was one, ``wait`` the seconds a server asked to be left alone, ``url`` the
    address that failed, after redirections.
    """

    def __init__(self, kind: str, reason: str, *, code: int = 0, wait: float | None = None, url: str = "") -> None:
        self.kind = kind
        self.reason = " ".join(reason.split())[:300]
        self.code = code
        self.wait = wait
        self.url = url
        super().__init__(self.reason)

    @property
    def passing(self) -> bool:
        """Whether asking again later may help."""
        return self.kind in ("timeout", "network") or self.code in (429, 500, 502, 503, 504)
