# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in paths: which are refused and which pass, in every place; and answers about another object than asked for."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.names import problem_of
from ansible_collections.ory.hydra.tests.unit._drive import admin_api, server_of
from ansible_collections.ory.hydra.tests.unit._model import Hydra

Serve = t.Callable[[str], Hydra]
Document = t.Dict[str, t.Any]

OLDEST, NEWEST = "1.0.0-rc.6", "26.3.0-dev"
VERSIONS = (OLDEST, "1.11.10", "2.3.0", "25.4.0", NEWEST)
NO_SLASH = ("1.0.0-rc.6", "1.11.10", "2.3.0")

# Seen on real servers: each of these arrives as it is.
GOOD = [
    "a", "...", ".a", "a.", "%", "%2F", "a%2Fb", "%2e%2e", "%zz", "100%", "\u00fc", "\u65e5\u672c", "\U0001f600",
    "a\nb", "\r\n", "\x00", "a\x00b", "\x7f", "\x01", "\t", " ", " a", "a ", "a b", "x" * 255, "x" * 256, "x" * 5000,
    "?", "#", "a?b#c", "a;b", "a:b", "urn:x:y", "a+b", "&", "\\", "accept", "e\u0301", "\u2028", "\ufeff", "|", "~",
    "*", "@", "'\"<>^`{}$",
]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", GOOD)
def test_what_arrives_as_it_is_passes(name: str, version: str) -> None:
    assert problem_of(name, server_of(version)) is None
    assert problem_of(name, server_of(version), last=False) is None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "name, words, last",
    [
        ("", "must not be empty", False),
        (".", "a step within the path", False),
        ("..", "a step within the path", False),
        ("\ud800", "surrogate", False),
        ("a\udfffb", "surrogate", False),
    ],
)
def test_what_no_server_takes_as_it_is_is_refused_everywhere(name: str, words: str, last: bool, version: str) -> None:
    for place in (True, last):
        assert words in str(problem_of(name, server_of(version), last=place))


@pytest.mark.parametrize("name", ["a/b", "/a", "a//b", "../a", "a/./b", "https://a.example/x", "/a.", "//a"])
def test_a_slash_needs_a_server_that_keeps_it(name: str) -> None:
    for version in VERSIONS:
        problem = problem_of(name, server_of(version), "client_id")
        assert (problem is not None) is (version in NO_SLASH)
        if problem:
            assert "a client_id with a slash needs Hydra 25.4.0 or newer; this server is" in problem


@pytest.mark.parametrize("name", ["trail/", "a//", "https://a.example/", "a/b/"])
def test_a_slash_at_the_end_is_cut_off_by_newer_servers_where_the_path_ends(name: str) -> None:
    for version in ("25.4.0", "26.2.0", NEWEST):
        assert "would be about %r instead" % name[:-1] in str(problem_of(name, server_of(version)))
        assert problem_of(name, server_of(version), last=False) is None
        for alone in ("/", "//"):
            assert "slashes alone" in str(problem_of(alone, server_of(version), last=False))


# The one place that builds paths


def test_no_request_is_made_with_a_name_that_would_be_another() -> None:
    there = admin_api("26.2.0")
    for call in (
        lambda: there.get_client("trail/"),
        lambda: there.replace_client("trail/", {}),
        lambda: there.delete_client("trail/"),
        lambda: there.rotate_client_secret(".."),
        lambda: there.retire_client_secrets("."),
        lambda: there.get_jwk_set("a/"),
        lambda: there.delete_jwk_set("a/"),
        lambda: there.replace_jwk_set("a/", []),
        lambda: there.create_jwk("a/", "RS256", "sig", "k"),
        lambda: there.get_jwk("a", "."),
        lambda: there.replace_jwk("a", ".", {}),
        lambda: there.replace_jwk("a", "", {}),
        lambda: there.delete_jwk("a", ""),
        lambda: there.delete_jwk(".", "k"),
        lambda: there.get_trusted_issuer("."),
        lambda: there.delete_trusted_issuer(""),
    ):
        with pytest.raises(UsageError, match="Cannot send a request to /admin/"):
            call()


def test_a_challenge_in_a_path_is_not_repeated() -> None:
    there = admin_api(OLDEST)
    for method in (
        lambda: there.get_request("login", "secret/challenge"),
        lambda: there.handle_request("login", "accept", "secret/challenge", {}),
    ):
        with pytest.raises(UsageError) as caught:
            method()
        assert "about a secret: a name with a slash needs" in caught.value.message
        assert "challenge" not in caught.value.message
