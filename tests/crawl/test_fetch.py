"""Fetching one page: bounds, addresses and redirections."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck import __version__
from spincheck.scan.crawl.address import is_public
from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.fetch import Fetcher, Limits, Page, inflate
from spincheck.scan.crawl.page import content
from spincheck.scan.web import Web

PRIVATE = """127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
 100.100.100.200 168.63.129.16 192.0.0.192 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1
 fd00:ec2::254 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
 64:ff9b:1::808:808 2002:7f00:1:: 2001:0:1:: ::127.0.0.1 2001:db8::1 example.org 2130706433"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


def kind(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    return caught.value.kind


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
)
def test_no_spelling_of_a_private_host_is_asked(net: Any, host: str) -> None:
    with net.serve(net.Site({"/": "secret"})) as site, Fetcher() as fetcher:
        port = site.url.rpartition(":")[2]
        assert kind(fetcher, f"http://{host}:{port}/") in ("refused", "network")
        assert site.asked == []


def test_a_redirection_to_a_private_address_is_refused(net: Any) -> None:
    """The first host counts as public here because its name resolves to this machine only for the first request."""
    with net.serve(net.Site({"/": net.redirect("http://metadata.test/latest/")})) as site:
        asked: list[str] = []

        def resolver(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["169.254.169.254"]

        fetcher = Fetcher(resolver=resolver)
        with fetcher, pytest.raises(FetchError, match=r"metadata.test has the private or reserved address 169\.254"):
            fetcher.get("http://metadata.test/")
        assert asked == ["metadata.test"]
        with Fetcher(allow_private=True) as open_fetcher:

            def only_here(url: str) -> None:
                if not url.startswith(site.url):
                    raise FetchError("outside", "not here")

            with pytest.raises(FetchError, match="not here"):
                open_fetcher.get(site.url + "/", before=only_here)


def test_a_name_is_resolved_once_and_that_address_is_connected_to(net: Any) -> None:
    """DNS rebinding: the second answer of the resolver would be private; it is never asked for it."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    calls: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        calls.append(host)
        return answers[len(calls) - 1]

    with net.serve(net.Site({"/": "secret"})) as site:
        port = site.url.rpartition(":")[2]
        with Fetcher(Limits(page=0.5, connect=0.5), resolver=resolver) as fetcher:
            assert kind(fetcher, f"http://rebind.test:{port}/") in ("timeout", "network")
            assert calls == ["rebind.test"]
            # a later page resolves anew and is checked anew
            assert kind(fetcher, f"http://rebind.test:{port}/") == "refused"
        assert site.asked == []


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    with Fetcher(resolver=lambda host, port: ["93.184.216.34", "10.0.0.1"]) as fetcher:
        assert kind(fetcher, "http://mixed.test/") == "refused"


def test_a_page_that_drips_or_sleeps_ends_with_the_time_of_the_page(net: Any) -> None:
    pages = {"/drip": net.Answer("x" * 1000, drip=0.05), "/sleep": net.Answer("x", slow=30)}
    with net.serve(net.Site(pages)) as site, Fetcher(Limits(page=0.6, read=0.4), allow_private=True) as fetcher:
        for path in pages:
            began = time.monotonic()
            assert kind(fetcher, site.url + path) == "timeout"
            assert time.monotonic() - began < 1.5


def test_headers_that_drip_end_with_the_time_of_the_page() -> None:
    import socket

    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            try:
                for byte in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500:
                    connection.sendall(bytes([byte]))
                    if stop.wait(0.05):
                        return
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        with Fetcher(Limits(page=0.6, read=0.4), allow_private=True) as fetcher:
            began = time.monotonic()
            assert kind(fetcher, f"http://127.0.0.1:{server.getsockname()[1]}/") == "timeout"
            assert time.monotonic() - began < 1.5
    finally:
        stop.set()
        thread.join()
        server.close()


def test_stopping_ends_a_request_in_another_thread(net: Any) -> None:
    with net.serve(net.Site({"/": net.Answer("x", slow=30)})) as site, Fetcher(allow_private=True) as fetcher:
        threading.Timer(0.3, fetcher.stop).start()
        began = time.monotonic()
        assert kind(fetcher, site.url + "/") == "network"
        assert time.monotonic() - began < 3


def test_size_is_bounded_after_decompression_and_while_it_streams(net: Any) -> None:
    import tracemalloc

    bomb = gzip.compress(b"\0" * 40_000_000, 9)
    pages = {
        "/bomb": net.typed("text/html", bomb, content_encoding="gzip"),
        "/double": net.typed("text/html", gzip.compress(bomb), content_encoding="gzip, gzip"),
        "/large": "x" * 2_000_000,
        "/br": net.typed("text/html", b"\x8b", content_encoding="br"),
    }
    with net.serve(net.Site(pages)) as site, Fetcher(Limits(bytes=1_000_000), allow_private=True) as fetcher:
        tracemalloc.start()
        found = [kind(fetcher, site.url + path) for path in pages]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == ["large", "encoding", "large", "encoding"]
        assert peak < 10_000_000
        # of robots.txt and the like the beginning is enough
        assert len(fetcher.get(site.url + "/large", most=1000, cut=True).body) == 1000


def test_compression_is_undone(net: Any) -> None:
    body = b"<p>Rest is good.</p>"
    raw = zlib.compressobj(wbits=-15)
    pages = {
        "/gzip": net.typed("text/html", gzip.compress(body[:9]) + gzip.compress(body[9:]), content_encoding="gzip"),
        "/zlib": net.typed("text/html", zlib.compress(body), content_encoding="deflate"),
        "/raw": net.typed("text/html", raw.compress(body) + raw.flush(), content_encoding="deflate"),
        "/plain": net.Answer(body),
    }
    with net.serve(net.Site(pages)) as site, Fetcher(allow_private=True) as fetcher:
        assert {fetcher.get(site.url + path).body for path in pages} == {body}
        sent = site.headers[0]
    assert sent["user-agent"].startswith(f"spincheck/{__version__} ")
    assert "authorization" not in sent
    assert "cookie" not in sent


@settings(deadline=None)
@given(st.binary(max_size=2000), st.integers(1, 50))
def test_any_bytes_inflate_or_are_refused(data: bytes, size: int) -> None:
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    try:
        list(inflate(pieces, raw_allowed=True))
    except FetchError as error:
        assert error.kind == "encoding"  # noqa: PT017 - it may also not raise


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=4), st.integers(1, 700))
def test_gzip_in_any_pieces_is_what_was_compressed(parts: list[bytes], size: int) -> None:
    data = b"".join(gzip.compress(p) for p in parts)
    assert b"".join(inflate(data[i : i + size] for i in range(0, len(data), size))) == b"".join(parts)


def test_redirections(net: Any) -> None:
    pages: dict[str, Any] = {f"/{n}": net.redirect(f"/{n + 1}") for n in range(30)}
    pages |= {
        "/a": net.redirect("/b"),
        "/b": "<p>there</p>",
        "/self": net.redirect("/self"),
        "/file": net.redirect("file:///etc/passwd"),
    }
    pages |= {
        "/ftp": net.redirect("ftp://a.test/"),
        "/user": net.redirect("http://u:p@127.0.0.1/"),
        "/none": net.Answer("", 302),
        # sent as the bytes of UTF-8, as some servers do
        "/raw": net.redirect("/caf\xc3\xa9"),
        "/caf%C3%A9": "<p>there</p>",
    }
    with net.serve(net.Site(pages)) as site, Fetcher(allow_private=True) as fetcher:
        page = fetcher.get(site.url + "/a")
        assert (page.url, page.hops, page.body) == (f"{site.url}/b", (f"{site.url}/a",), b"<p>there</p>")
        assert [kind(fetcher, site.url + p) for p in ("/0", "/self", "/file", "/ftp", "/user")] == ["redirects"] * 5
        assert kind(fetcher, site.url + "/none") == "status"
        assert fetcher.get(site.url + "/raw").url == f"{site.url}/caf%C3%A9"


def test_what_is_no_document_is_not_read(net: Any) -> None:
    pages = {
        "/png": net.typed("image/png", b"x"),
        "/ok": net.typed("TEXT/HTML ; charset=x", b"y"),
        "/md": net.typed("text/markdown", b"z"),
    }
    with net.serve(net.Site(pages)) as site, Fetcher(allow_private=True) as fetcher:
        assert kind(fetcher, site.url + "/png") == "type"
        assert fetcher.get(site.url + "/ok").media_type == "text/html"
        assert fetcher.get(site.url + "/md").media_type == "text/markdown"


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        ("text/html; charset=iso-8859-1", b"caf\xe9", "caf\xe9"),
        ("text/html; charset=windows-1251", b"\xcf\xf0", "\u041f\u0440"),
        # what is valid UTF-8 is UTF-8, whatever the server says; the reader finds out the rest
        ("text/html; charset=iso-8859-1", "café".encode(), "café".encode()),
        ("text/html; charset=utf-8", b"caf\xe9", b"caf\xe9"),
        ("text/html; charset=utf-7", b"caf\xe9+ADw-", b"caf\xe9+ADw-"),
        ("text/html; charset=base64", b"\xe9", b"\xe9"),
        ("text/html; charset=nonsense", b"\xe9", b"\xe9"),
    ],
)
def test_the_charset_of_the_header(header: str, body: bytes, expected: bytes | str) -> None:
    assert content(Page("http://a.test/", (), 200, {"content-type": header}, body)) == expected


def test_single_addresses_and_lists_are_fetched_without_following_links(net: Any, tmp_path: Any) -> None:
    pages = {"/a": net.html("A", 1, "/b"), "/b": net.html("B", 2), "/c": net.redirect("http://10.1.2.3/")}
    with net.serve(net.Site(pages)) as site:
        u = site.url
        names = tmp_path / "urls.txt"
        names.write_text(f"\ufeff# pages\n{u}/a\n\n{u}/missing\nftp://no.test/\n{u}/a#again\n", encoding="utf-8")
        found = list(Web(urls=[u + "/a"], lists=[str(names)], allow_private=True, delay=0).items())
        assert [(i.url.removeprefix(u), bool(i.error)) for i in found if i.url] == [("/a", False), ("/missing", True)]
        said = f"{names}: line 5: ftp://no.test/: ftp address: only http and https are fetched"
        assert [i.error for i in found if not i.url] == [said]
        (refused,) = Web(urls=[u + "/c"], delay=0).items()
        assert "private or reserved address 127.0.0.1" in refused.error
        assert site.counts["/c"] == 0
