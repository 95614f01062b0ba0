"""Taking targets apart."""

import pytest

from spincheck.rules.links._url import broken_by_space, escaped, is_written_url, registrable, split_url


@pytest.mark.parametrize(
    ("target", "host", "port", "userinfo", "domain"),
    [
        ("https://www.example.co.uk:8443/a?b=c#d", "www.example.co.uk", "8443", "", "example.co.uk"),
        ("https://user:pw@host.example.com/", "host.example.com", "", "user:pw", "example.com"),
        ("http://[2001:db8::1]:80/x", "2001:db8::1", "80", "", "2001:db8::1"),
        ("HTTP://EXAMPLE.COM", "example.com", "", "", "example.com"),
        ("//cdn.example.org/x", "cdn.example.org", "", "", "example.org"),
        ("https:\\\\evil.example\\path", "evil.example", "", "", "evil.example"),
        ("mailto:a@example.com", "", "", "", ""),
        ("#part", "", "", "", ""),
        ("me.blogspot.com", "", "", "", ""),
    ],
)
def test_parts(target: str, host: str, port: str, userinfo: str, domain: str) -> None:
    url = split_url(target)
    assert (url.host, url.port, url.userinfo, url.domain) == (host, port, userinfo, domain)


def test_the_private_part_of_the_suffix_list_counts() -> None:
    found = registrable("me.blogspot.com")
    assert found.private
    assert found.domain == "me.blogspot.com"
    assert not registrable("www.example.com").private


@pytest.mark.parametrize(
    ("target", "deep", "article"),
    [
        ("https://www.example.com/", False, False),
        ("https://www.facebook.com/ClearPop", False, False),
        ("https://www.example.com/society/health", True, False),
        ("https://www.example.com/back-pain-relief", True, True),
        ("https://www.example.com/?p=3", True, False),
    ],
)
def test_what_a_path_names(target: str, deep: bool, article: bool) -> None:
    url = split_url(target)
    assert (url.deep, url.names_article) == (deep, article)


@pytest.mark.parametrize("host", ["1.2.3.4", "0x7f000001", "2130706433", "2001:db8::1"])
def test_addresses(host: str) -> None:
    assert split_url(f"http://{f'[{host}]' if ':' in host else host}/").is_ip


def test_a_host_torn_by_spaces_is_recognised() -> None:
    assert broken_by_space(split_url("http://www"), ". gas")
    assert not broken_by_space(split_url("http://www.gastro.org"), ". The")


@pytest.mark.parametrize(
    ("anchor", "written"),
    [("https://a.example/x", True), ("www.a.org", True), ("a.org/x", True), ("read a.org", False), ("", False)],
)
def test_written_addresses(anchor: str, written: bool) -> None:
    assert is_written_url(anchor) is written


def test_hosts_are_shown_escaped() -> None:
    assert escaped("nih\u202egov.р") == "nih\\u202egov.\\u0440"
