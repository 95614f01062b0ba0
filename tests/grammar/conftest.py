"""A real LanguageTool server: the one named by SPINCHECK_TEST_GRAMMAR_URL, else the installed one, started for the session.

Without either these tests are skipped, and with SPINCHECK_REQUIRE_COMPONENTS set they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from spincheck.language import grammar
from spincheck.language.grammar_server import ServerError, alive, base_url, local


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    named = os.environ.get("SPINCHECK_TEST_GRAMMAR_URL")
    if named:
        assert alive(base_url(named)), f"no LanguageTool server answers at {named}"
        yield base_url(named)
        grammar.close_all()
        return
    try:
        server = local()
    except ServerError as error:
        if os.environ.get("SPINCHECK_REQUIRE_COMPONENTS"):
            pytest.fail(f"the LanguageTool tests must run here: {error}")
        pytest.skip(str(error))
    server.start()
    try:
        server.ready()
        yield server.url
    finally:
        grammar.close_all()
        server.stop()
