# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""URLs as Hydra reads them. Which ones servers accept is in tests/conformance/refusals.py."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values.go_url import UrlError, parse, render, render_origin

URLS = st.text(st.sampled_from("ahx:/@[]%25C3?# *.\n\u00fc\U0001f600|+-1"), max_size=24)


@pytest.mark.parametrize(
    "url, place",
    [
        ("https://A.Example/x", ("https", b"A.Example", b"")),
        ("HTTP://me@a:8080?x", ("http", b"a", b"8080")),
        ("https://a:", ("https", b"a", b"")),
        ("https://a:99999", ("https", b"a", b"99999")),
        ("com.app:/cb", ("com.app", b"", b"")),
        ("urn:a:b", ("urn", b"", b"")),
        ("/cb", ("", b"", b"")),
        ("//a/cb", ("", b"", b"")),
        ("*", ("", b"", b"")),
        ("https://%C3%BC/", ("https", "\u00fc".encode(), b"")),
        ("https://[::1]:80/", ("https", b"::1", b"80")),
        ("https://[fe80::1%25en0]/", ("https", b"fe80::1%en0", b"")),
    ],
)
def test_scheme_host_and_port(url: str, place: t.Tuple[str, bytes, bytes]) -> None:
    assert parse(url, request=True).place == place


@pytest.mark.parametrize(
    "origin, shown",
    [
        ("HTTPS://A.b:443/", "https://A.b:443"),
        ("https://a//", "https://a"),
        ("https://a/%2F", "https://a"),
        ("https://*.a", "https://*.a"),
        ("https://\u00fc.example", "https://%C3%BC.example"),
        ("https://a%c3%a9/", "https://a%C3%A9"),
        ("https://a%E9", "https://a%E9"),
        ("https://a\u00a0b/", "https://a%C2%A0b"),
        ('https://a"<b>', 'https://a"<b>'),
        ("https://a%25b", "https://a%25b"),
        ("https://[fe80::1%25e%20n]", "https://[fe80::1%25e%20n]"),
        ("https://[::1]:/", "https://[::1]:"),
        ("https://@a", "https://@a"),
        ("https://a?", "https://a?"),
        ("https://a#", "https://a"),
        ("https:///", "https:"),
        ("https:a/b", "https:a/b"),
        ("https:///?", "https:?"),
        ("null", "null"),
        ("https://a b", "https://a b"),
        ("https://a/path", "https://a/path"),
    ],
)
def test_origins_are_rendered_as_servers_do(origin: str, shown: str) -> None:
    assert render_origin(origin) == shown


@pytest.mark.parametrize(
    "url, written",
    [
        ("https://a/cert.pem?x#y", None),
        ("HTTPS://A.b/\u00fc b?q r#\u00fc%2f", "https://A.b/%C3%BC%20b?q r#%C3%BC/"),
        ("https://a/%7Ea%2f'(x)[y]", None),
        ("https://a/b%2f c", "https://a/b/%20c"),
        ("https://a/;,|", "https://a/;,%7C"),
        ("https://\u00fc:/", "https://%C3%BC:/"),
        ("https://[fe80::1%25en0]:80/x", None),
        ("https://m'e:p:w@a", "https://m%27e:p%3Aw@a"),
        ("https://$&+,;=%40@", None),
        ("https://a?", None),
        ("https://a#", "https://a"),
        ("https://a#\n", "https://a#%0A"),
        ("https:/a", None),
        ("https:///a", None),
        ("//a", None),
        ("///a", None),
        ("//", ""),
        ("URN:A%zz b", "urn:A%zz b"),
        ("a b", "a%20b"),
        ("a%3Ab/c", None),
        ("*", None),
        ("https://a b/", None),
    ],
)
def test_how_a_url_is_written(url: str, written: t.Optional[str]) -> None:
    assert render(url) == (url if written is None else written)


@given(URLS)
def test_a_rendered_url_is_rendered_as_itself(text: str) -> None:
    assert render(render(text)) == render(text)


@given(URLS, st.booleans(), st.sampled_from([11, 13, 26]))
def test_every_text_is_a_url_or_refused_with_half_a_sentence(text: str, request: bool, go: int) -> None:
    try:
        parse(text, request, go)
    except UrlError as error:
        assert str(error)
        assert "\n" not in str(error)


@given(URLS)
def test_a_newer_go_is_stricter(text: str) -> None:
    accepted = []
    for go in (26, 13, 11):
        try:
            accepted.append(bool(parse(text, True, go)))
        except UrlError:
            accepted.append(False)
    assert accepted == sorted(accepted)


@given(URLS)
def test_a_rendered_origin_is_rendered_as_itself(text: str) -> None:
    assert render_origin(render_origin(text)) == render_origin(text)
