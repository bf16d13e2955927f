# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that servers refuse, and odd ones that they accept: one table for servers and for the collection's own rules.

`test_refusals.py` sends each row to a server. `test_refusals.py` of the unit tests of `_clients`, which runs on
every Python of the collection, plans each row in check mode: there must be neither a wrong refusal nor a missed one.

Every row was seen on real 1.9.2, 1.10.7, 1.11.10, 2.3.0, 25.4.0 and 26.2.0.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

Body = t.Dict[str, t.Any]

ALWAYS, NEVER = ">=0", "<0"
PARSED = ">=1.0.0"  # the versions that parse redirect URIs
STRICT = ">=26.2.0"  # the versions that are built with Go 1.26 or newer for certain


@dataclass(frozen=True)
class Row:
    """Members of a client, and which servers refuse them.

    :param refused: versions, as in ``>=25.4.0`` or ``<2.2.0``
    :param unsure: versions of which it depends on the Go that they were built with; there the collection says nothing
    :param ours: versions for which the collection refuses it although the server accepts it; a comment says why
    """

    members: Body
    refused: str = NEVER
    unsure: str = NEVER
    ours: str = NEVER


def holds(versions: str, version: str) -> bool:
    """Tell whether a version is among ``>=25.4.0`` or ``<2.2.0``."""
    found = re.fullmatch(r"(>=|<)([0-9.]+)", versions)
    assert found, versions
    newer = numbers(version) >= numbers(found.group(2))
    return newer if found.group(1) == ">=" else not newer


def numbers(version: str) -> t.Tuple[int, ...]:
    """Return what sorts as versions do: a release candidate before its release."""
    release, _dash, stage = version.partition("-")
    parts = [int(part) for part in release.split(".")] + [0, 0]
    return (*parts[:3], -1 if stage.startswith("rc") else 0, *(int(part) for part in re.findall(r"\d+", stage)[:1]))


# Redirect URIs

_READABLE = (
    "https://a/cb",
    "HTTPS://A.Example/CB",
    "https://a/c b",
    "https://a/cb ",
    "https://a/?q=%zz",
    "https://a?b c",
    "https://a%C3%A9/",
    "https://a%ff/",
    "https://a%25b/",
    "https://a:/",
    "https://a:0/",
    "https://a:99999/",
    "https://[::1]/",
    "https://[::1]:8080/cb",
    "https://[::ffff:1.2.3.4]/",
    "https://[::1%25en0]:80/",
    "https://[fe80::1%25e%20n]/",
    "https://a/\u0085",
    "https://a/\u2028",
    "https://a\u00a0b/",
    "https://\u00fc.example/\u00fc",
    "https://\U0001f600/\U0001f600",
    "/cb",
    "//a b/cb",
    "//a:80x/%20",
    "///",
    "*",
    "/*",
    "https://*.a/cb",
    "https://a/*",
    "com.app:/cb",
    "com.app:cb",
    "com.app://cb",
    "com.app:",
    "a+b-c.d:/x",
    "myapp://",
    "urn:ietf:wg:oauth:2.0:oob",
    "urn:x y",
    "x:%zz",
    "x:?%zz",
    "javascript:alert(1)",
    "https://user:pw@a/",
    "https://u:p:q@a/",
    "https://u@v@a/",
    "https://u%20x@a/",
    "https://@/",
    "https://a@",
    "https://:80x@c/",
    "https://a<b>\"'!$&()*+,;=_~/",
    "https://a]b/",
    "https://",
    "https:///cb",
    "https:/cb",
    "https:cb",
    "http://:80/",
    'https://a/<>"{}\\^`[]',
    "https://a/%2F/.././/b",
)
_UNREADABLE = (
    "cb",
    " https://a/cb",
    " ",
    "https://a b/cb",
    "https://a\nb/",
    "https://a /",
    "https:// a/",
    "https://a:80 /",
    "https://a\\b/",
    "https://a^b/",
    "https://a`b/",
    "https://a{b}/",
    "https://a/%zz",
    "https://a/%2",
    "https://a/%",
    "/%zz",
    "///%zz",
    "x:/%zz",
    "https://a%zz/",
    "https://a%",
    "https://a%20b/",
    "https://a%41b/",
    "https://a%2Fb/",
    "https://[::1/",
    "https://[::1]x/",
    "https://[::1]80/",
    "https://[::1%en0]/",
    "https://[::1%25%2f]/",
    "https://[::1%25%C3%A9]/",
    "https://[::1%25a b]/",
    "https://us er@a/",
    "https://us%zz@a/",
    "https://us<er@a/",
    "https://\u00fc@a/",
    "https://u[x@a/",
    "**",
    "*?",
    "*.example.com",
    "1http://a",
    "ht_tp://a",
    "\u00e9://x",
    ":a",
    "://a",
    "a/b:c",
    "?q",
)
_UNREADABLE_SINCE_GO_1_13 = (
    "https://a/\n",
    "https://a/\t",
    "https://a/\x7f",
    "https://a/\x00",
    "x:\n",
    "https://a:80x/",
    "https://a:-1/",
    "https://a:+80/",
    "https://a:\uff18\uff10/",
    "https://a@b:80x/",
    "x://\u00e9:\u00e9/",
    "https://a:*/cb",
)
_UNREADABLE_TO_26_2 = ("https://::1/", "https://a:80:80/", "https://a:b:80/")
_UNREADABLE_TO_SOME_GO = (
    "https://[localhost]/",
    "https://[]/",
    "https://[1.2.3.4]/",
    "https://[:::1]/",
    "https://[::1]]/",
    "https://[[::1]]/",
    "https://[::1%25]/",
    "https://a[b/",
)


def _redirects() -> t.Iterator[Row]:
    for uri in _READABLE:
        yield Row({"redirect_uris": [uri]})
    for uri in _UNREADABLE:
        yield Row({"redirect_uris": [uri]}, PARSED)
    for uri in _UNREADABLE_SINCE_GO_1_13:
        yield Row({"redirect_uris": [uri]}, ">=1.0.9", "<1.0.9")
    for uri in _UNREADABLE_TO_26_2:
        yield Row({"redirect_uris": [uri]}, STRICT)
    for uri in _UNREADABLE_TO_SOME_GO:
        yield Row({"redirect_uris": [uri]}, STRICT, "<26.2.0")
    # Later releases of Go 1.26 accept a second colon where the scheme is neither http nor https.
    for uri in ("com.app://a:80:80/", "com.app://a:b:80/", "//:80:80", "x://::"):
        yield Row({"redirect_uris": [uri]}, unsure=STRICT)
    for uri in ("https://a/#f", "https://a/#", "/?q=#", "x:a#b"):
        yield Row({"redirect_uris": [uri]}, ALWAYS)
    yield Row({"redirect_uris": ["https://a/", "cb"]}, PARSED)
    # An entry that is empty is a mistake in a template.
    yield Row({"redirect_uris": [""]}, PARSED, ours=ALWAYS)
    # What a store splits in two never is as it was declared.
    yield Row({"redirect_uris": ["https://a|b/"]}, PARSED, ours="<1.11.0")
    yield Row({"redirect_uris": ["https://a/|"]}, ours="<1.11.0")


# Where browsers go after a logout

_SAME_PLACE = (
    ("https://a/cb", "https://a/out"),
    ("https://a/cb", "HTTPS://a/out"),
    ("https://a/cb", "https://a:/out"),
    ("https://a/cb", "https://u:p@a/out"),
    ("https://u@a/cb", "https://a"),
    ("https://a/cb", "https://a/out#fragment"),
    ("https://a/cb", "https://a?x#fragment"),
    ("https://a/cb", "https://a/b c"),
    ("https://a:99999/cb", "https://a:99999/out"),
    ("/cb", "/out"),
    ("/cb", "//a/out"),
    ("*", "/out"),
    ("https://*/cb", "https://*/out"),
    ("com.app:/cb", "com.app:/out"),
    ("COM.app:cb", "com.app:out"),
    ("myapp://", "myapp:/x"),
    ("urn:a:b", "urn:c"),
    ("https:///cb", "https:out"),
    ("https://%C3%BC/cb", "https://\u00fc/out"),
    ("https://[::1]/cb", "https://[::1]/out"),
    ("https://[fe80::1%25en0]/", "https://[fe80::1%25e%6e0]/x"),
)
_ANOTHER_PLACE = (
    ("https://a/cb", "https://b/"),
    ("https://a/cb", "https://A/out"),
    ("https://A/cb", "https://a/out"),
    ("https://\u00fc/cb", "https://\u00dc/out"),
    ("https://[::A]/cb", "https://[::a]/out"),
    ("https://[::1]/cb", "https://[0:0:0:0:0:0:0:1]/out"),
    ("http://a/cb", "https://a/cb"),
    ("https://a:443/cb", "https://a/out"),
    ("https://a/cb", "https://a:443/out"),
    ("https://a/cb", "/out"),
    ("*", "https://a/"),
    ("https://a./", "https://a/"),
    ("com.app:cb", "com.app://out"),
    ("https://a/cb", "out"),
    ("https://a/cb", "https://a/%zz"),
    ("https://a/cb", "https://a#fragment"),
)


def _after_logout() -> t.Iterator[Row]:
    for redirect, after in _SAME_PLACE:
        yield Row({"redirect_uris": [redirect], "post_logout_redirect_uris": [after]})
    for redirect, after in _ANOTHER_PLACE:
        yield Row({"redirect_uris": [redirect], "post_logout_redirect_uris": [after]}, PARSED)
    yield Row({"redirect_uris": ["https://a/"], "post_logout_redirect_uris": ["https://a:x/"]}, PARSED)
    for after in ("https://a/out", "/out", "*"):
        yield Row({"post_logout_redirect_uris": [after]}, PARSED)


# CORS origins

_ORIGINS = (
    "https://a",
    "HTTPS://A.Example:443/",
    "https://a//",
    "https://*.a",
    "https://*",
    "https://*.*.a",
    "http://*:80",
    "https://\u00fc.example",
    "https://\U0001f600/",
    "https://a%c3%a9/",
    "https://a%25b",
    "https://a\u00a0b/",
    'https://a"<b>',
    "https://[::1]:80",
    "https://[fe80::1%25en0]",
    "https://[fe80::1%25e%20n]",
    "https://a:/",
    "https://a:99999",
    "http://:80/",
    "https://@a",
    "https://a#",
    "https://a?",
    "https://a/%2F",
    "https:",
    "https://",
    "https:///",
    "https:a/b",
    "https:%zz",
    "https:a?",
)
_NO_ORIGINS = (
    "*",
    "null",
    "a",
    "localhost:3000",
    "//a",
    "/",
    "ftp://a",
    "  ",
    "https://a/cb",
    "https://a/\u00fc",
    "https:/cb",
    "https://a?b",
    "https://a#b",
    "https:?b",
    "https://a/#%zz",
    "https://user:pw@a",
    "https://user@a",
    "https://:@a",
    "HTTPS://u:p@a",
    "https://a b",
    "https://a\nb",
    "https://a/\n",
    "https://a|b",
    "https://a%2",
    "https://%2a",
    "https://a/%zz",
    "https://us er@a",
    "https://[::1",
    "1http://a",
    ":a",
)


def _origins() -> t.Iterator[Row]:
    for origin in _ORIGINS:
        yield Row({"allowed_cors_origins": [origin]})
    for origin in _NO_ORIGINS:
        yield Row({"allowed_cors_origins": [origin]}, ALWAYS)
    for origin in ("https://a:*", "https://*:*", "https://a:80x"):
        yield Row({"allowed_cors_origins": [origin]}, ">=1.0.9", "<1.0.9")
    for origin in ("https://::1", "https://a:80:80"):
        yield Row({"allowed_cors_origins": [origin]}, STRICT)
    yield Row({"allowed_cors_origins": ["https://[localhost]"]}, STRICT, "<26.2.0")
    yield Row({"allowed_cors_origins": [""]}, ALWAYS)


# Other members

_PAGES = (
    "https://a/",
    "HTTP://a",
    "https://a/b c",
    "https://\u00fc/#x",
    "https:x",
    "https://[::1]:80/",
    "https://u:p@a/",
)
_NO_PAGES = (
    "cb",
    "/cb",
    "*",
    "ftp://a",
    "urn:x",
    "myapp://",
    " https://a",
    "https://a b",
    "https://a/%zz",
    "https://a#x",
    "https://a:80x",
    "https://a\n",
    "https://[::1",
)


def _others() -> t.Iterator[Row]:
    for name, since in (("tos_uri", ">=25.4.0"), ("client_uri", STRICT), ("logo_uri", STRICT), ("policy_uri", STRICT)):
        for page in _PAGES:
            yield Row({name: page})
        for page in _NO_PAGES:
            yield Row({name: page}, since)
        yield Row({name: "https://a:80:80/"}, STRICT)
    for uri in ("cb", "/x", "http://a/", "https://a b", "https://a/%zz", "urn:x"):
        yield Row({"sector_identifier_uri": uri}, ALWAYS)
    for name in ("jwks_uri", "frontchannel_logout_uri", "backchannel_logout_uri"):
        for uri in ("cb", "https://a b", "https://a/%zz", "/x", "urn:x y"):
            yield Row({name: uri})
    for name in ("request_uris", "contacts", "audience", "grant_types", "response_types"):
        for item in ("https://a b", "\U0001f600", " ", "x\ny", "100%"):
            yield Row({name: [item]})
    for text in ("\U0001f600", "a\nb\u0085\u2028", "  ", '"', "%zz", "<b>"):
        for name in ("client_name", "owner"):
            yield Row({name: text})
    yield Row({"userinfo_signed_response_alg": "ES256"}, ALWAYS)
    yield Row({"subject_type": "Public"}, ALWAYS)
    # A server with the default configuration has no pairwise subjects at all; with jwt, none has.
    yield Row({"subject_type": "pairwise", "access_token_strategy": "jwt"}, ALWAYS)
    for key in (
        "a b",
        "100%",
        "a%2Fb",
        "\U0001f600",
        "\u00fc",
        "a:b",
        "a?b#c",
        "a.b",
        "-",
        "_",
        "A" * 200,
        "a\\b",
        "a&b=c+d",
    ):
        yield Row({"client_id": key})


GROUPS: t.Dict[str, t.List[Row]] = {
    "redirects": list(_redirects()),
    "after-logout": list(_after_logout()),
    "origins": list(_origins()),
    "others": list(_others()),
}
