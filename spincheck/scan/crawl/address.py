"""Which addresses may be connected to, checked on the very address of the connection.

A name is resolved once; every address it has must be public; the connection goes to one of those addresses, and the other
end is looked at again once it stands. So a name that resolves differently a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import httpcore2

from spincheck.scan.crawl.errors import FetchError

#: instance metadata of clouds that use addresses outside the private ranges (Azure's wire server, Oracle's, Alibaba's)
_METADATA: Final = tuple(ipaddress.ip_network(n) for n in ("168.63.129.16/32", "192.0.0.0/24", "100.64.0.0/10"))
#: IPv6 that carries an IPv4 address in its last four bytes: NAT64 and the deprecated compatible form
_EMBEDDING: Final = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "::/96"))

Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, reserved or multicast, and not
    IPv6 that stands for such an IPv4 address. What is no address at all is not public.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip.teredo is not None:
            return False  # the address behind the tunnel is not known to be public
        if inner is None and any(ip in network for network in _EMBEDDING):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    elif any(ip in network for network in _METADATA):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Clock(threading.local):
    """Until when (``time.monotonic``) the calling thread's request may take; every read and write looks at it."""

    until: float = float("inf")

    def left(self, limit: float | None) -> float:
        """Seconds that the next step may take. Raises ReadTimeout when the time is up."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the whole page is up")
        return left if limit is None else min(left, limit)


class Network(httpcore2.NetworkBackend):
    """Connects to public addresses only (``allow_private``: to all) and keeps each request within its time."""

    def __init__(self, *, allow_private: bool = False, resolver: Resolver = resolve) -> None:
        self.allow_private = allow_private
        self.clock = Clock()
        self._resolver = resolver
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to one of the host's addresses. Raises FetchError for an address that is not public."""
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host}: the name does not resolve: {error}") from None
        for address in addresses:
            self._check(host, address)
        reason: OSError | None = None
        for address in addresses[:4]:
            try:
                raw = socket.create_connection((address, port), timeout=self.clock.left(timeout))
            except OSError as error:
                reason = error
                continue
            try:
                self._check(host, str(raw.getpeername()[0]))
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except BaseException:
                raw.close()
                raise
            return _Stream(raw, self)
        if isinstance(reason, TimeoutError):
            raise httpcore2.ConnectTimeout(f"{host}: no connection in time")
        raise httpcore2.ConnectError(f"{host}: {reason or 'no address'}")

    def stop(self) -> None:
        """End every connection, also those that a thread is waiting on, and refuse new ones."""
        with self._lock:
            self._stopped = True
            for raw in self._open:
                _shut(raw)

    def _check(self, host: str, address: str) -> None:
        if not self.allow_private and not is_public(address):
            raise FetchError("refused", f"{host} has the private or reserved address {address}; --allow-private allows it")

    def _enter(self, raw: socket.socket) -> None:
        with self._lock:
            self._open.add(raw)
            if self._stopped:
                _shut(raw)

    def _leave(self, raw: socket.socket) -> None:
        with self._lock:
            self._open.discard(raw)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, raw: socket.socket, network: Network) -> None:
        self._raw = raw
        self._network = network
        network._enter(raw)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._raw.settimeout(self._network.clock.left(timeout))
            return self._raw.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore2.ReadTimeout(str(error)) from None
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._raw.settimeout(self._network.clock.left(timeout))
            self._raw.sendall(buffer)
        except TimeoutError as error:
            raise httpcore2.WriteTimeout(str(error)) from None
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from None

    def close(self) -> None:
        self._network._leave(self._raw)
        self._raw.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        self._network._leave(self._raw)
        try:
            # Python holds the whole handshake to the socket's time limit
            self._raw.settimeout(self._network.clock.left(timeout))
            return _Stream(ssl_context.wrap_socket(self._raw, server_hostname=server_hostname), self._network)
        except TimeoutError as error:
            self._raw.close()
            raise httpcore2.ConnectTimeout(str(error)) from None
        except OSError as error:
            self._raw.close()
            raise httpcore2.ConnectError(f"no secure connection: {error}") from None

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            # a connection at rest that has something to read was closed by the other side
            import select

            return bool(select.select([self._raw], [], [], 0)[0]) if self._raw.fileno() >= 0 else True
        return {"socket": self._raw, "ssl_object": self._raw if isinstance(self._raw, ssl.SSLSocket) else None}.get(info)


def _shut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
