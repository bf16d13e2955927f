# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Near the border of what servers accept: check mode refuses what the server does, and the rest is at rest at once."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from conformance.refusals import holds
from conformance.refused_keys import NEVER, KeyRow, public, rows
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values.go_url import render
from ansible_collections.ory.hydra.plugins.modules import hydra_client, hydra_jwk_set, hydra_trusted_issuer
from ansible_collections.ory.hydra.tests.unit._runner import Runner
from generators.conftest import Site, Sites
from generators.explore import Explorer
from support.servers import numbers

_SCHEMES = st.sampled_from(["https:", "HTTP:", "http:", "com.app:", "urn:", "x+y:", "", ":", "1a:", "a_b:", " https:"])
_HOSTS = st.lists(
    st.sampled_from(
        ["a", "A.b", "*", "é", "\U0001f600", "[::1]", "[fe80::1%25en0]", "[x]", "[", "]", "%41", "%C3%A9", "%zz", "%25"]
        + [
            " ",
            "|",
            "<",
            '"',
            "\\",
            "^",
            "{",
            ";",
            ",",
            "_",
            "\n",
            "\x7f",
            "\u0085",
            "me@",
            "me:pw@",
            "m e@",
            "ü@",
            "@",
        ]
    ),
    max_size=3,
).map("".join)
_PORTS = st.sampled_from(["", "", "", ":", ":80", ":99999", ":x", ":*", ":8 ", ":-1", ":80:80", ":８"])
_ENDS = st.lists(
    st.sampled_from(
        ["/", "/cb", "/c b", "/é", "/%zz", "/%2F", "/%", "?", "?q=%zz", "?a b", "#", "#f", "#%zz", "*", "\t"]
    ),
    max_size=3,
).map("".join)
_URLS = st.builds(
    lambda scheme, slashes, host, port, end: scheme + slashes + host + port + end,
    _SCHEMES,
    st.sampled_from(["//", "//", "//", "", "/", "///"]),
    _HOSTS,
    _PORTS,
    _ENDS,
).filter(bool)
_NAMES = ("redirect_uris", "allowed_cors_origins", "tos_uri", "client_uri", "post_logout_redirect_uris", "x5u")


def test_urls(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, name: str, url: str, other: str) -> None:
        members: dict[str, Any] = {name: url if name.endswith("_uri") else [url]}
        if name == "x5u":
            members = {"jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", name: url}]}}
        if name == "post_logout_redirect_uris":
            members["redirect_uris"] = [other]
        ours = numbers(version) < (2,) and bool({"|", "\\"} & {*url, *other})  # stored as entries that they are not
        unsure = numbers(version) < (26, 2) and "[" in url + other  # it depends on the Go that built it
        mended = name == "x5u" and render(url) == ""  # an address of nothing, which is not sent
        verdict = _verdict(sites(version), run, _CLIENT, members, unsure, mended, ours)
        explore.seen(version, name, verdict, _shape(url))

    explore(check, version=st.sampled_from(sites.versions), name=st.sampled_from(_NAMES), url=_URLS, other=_URLS)


_CHANGES = ("drop", "null", "number", "empty", "pad", "cut", "longer", "lines", "space", "flip", "other")
_MEMBERS = ("kty", "crv", "n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y", "k", "kid", "use", "alg", "x5t", "x5u")


def test_keys(explore: Explorer, sites: Sites, run: Runner) -> None:
    sound = [row for row in rows() if {row.refused, row.in_client, row.mended, row.ours, row.lost} == {NEVER}]
    keys = [row.key for row in sound if isinstance(row.key, dict)]

    def check(version: str, place: str, key: int, name: str, how: str, where: int) -> None:
        jwk = _changed(keys[key], name, how, where)
        if not _can_have(version, place, jwk) or (place != "client" and name == "kid"):  # here it has to be a name
            return
        unsure = numbers(version) < (25, 4) and name in ("dp", "dq", "qi", "d")
        numbers_of_curve = name in ("x", "y", "d") and jwk.get("kty") == "EC"  # they are sent in their length
        mended = numbers_of_curve or how in ("longer", "pad") or numbers(version) < (2, 2)
        ours = place != "client" and how == "empty"  # a number without a digit is a mistake in a template
        verdict = _verdict(sites(version), run, _PLACES[place], _PLACES[place].members(jwk), unsure, mended, ours)
        explore.seen(version, place, key, name, how, verdict)

    explore(
        check,
        version=st.sampled_from(sites.versions),
        place=st.sampled_from(sorted(_PLACES)),
        key=st.integers(0, len(keys) - 1),
        name=st.sampled_from(_MEMBERS),
        how=st.sampled_from(_CHANGES),
        where=st.integers(0, 400),
    )


def test_keys_of_the_table(explore: Explorer, sites: Sites, run: Runner) -> None:
    table = [row for row in rows() if isinstance(row.key, dict)]

    def check(version: str, place: str, row: KeyRow) -> None:
        if not _can_have(version, place, row.key):
            return
        here = _PLACES[place]
        ours = place != "client" and (holds(row.ours, version) or holds(row.lost, version))
        unsure, mended = holds(row.unsure, version), holds(row.mended, version)
        explore.seen(
            version,
            place,
            row.name,
            _verdict(sites(version), run, here, here.members(row.key), unsure, mended, ours),
        )

    explore(
        check,
        version=st.sampled_from(sites.versions),
        place=st.sampled_from(sorted(_PLACES)),
        row=st.sampled_from(table),
    )


@dataclass(frozen=True)
class _Place:
    """Where something is sent to.

    :param request: the request without the collection: method, path and body
    :param options: what a task says instead
    :param members: what a key is part of in both
    """

    main: Callable[[], None]
    request: Callable[[dict[str, Any]], tuple[str, str, dict[str, Any]]]
    options: Callable[[dict[str, Any]], dict[str, Any]]
    members: Callable[[dict[str, Any]], dict[str, Any]]


_GRANT = {"subject": "s", "expires_at": "2040-01-01T00:00:00Z"}
_BODY = {"token_endpoint_auth_method": "none"}
_CLIENT = _Place(
    hydra_client.main,
    lambda members: ("POST", "/clients", {"client_id": "direct", **_BODY, **members}),
    lambda members: {"client_id": "a", **_BODY, **members},
    lambda key: {"jwks": {"keys": [key]}},
)
_PLACES = {
    "client": _CLIENT,
    "set": _Place(
        hydra_jwk_set.main,
        lambda members: ("PUT", "/keys/direct", {"keys": [members["jwk"]]}),
        lambda members: {"set": "a", "keys": [members]},
        lambda key: {"jwk": dict(key, kid="k")},
    ),
    "issuer": _Place(
        hydra_trusted_issuer.main,
        lambda members: (
            "POST",
            "/trust/grants/jwt-bearer/issuers",
            {"issuer": "direct", **_GRANT, **members},
        ),
        lambda members: {"issuer": "a", **_GRANT, **members},
        lambda key: {"jwk": dict(public(key), kid="k")},
    ),
}


def _can_have(version: str, place: str, key: dict[str, Any]) -> bool:
    """Return whether there is such a place, and a key can be there: no symmetric one is trusted."""
    return place != "issuer" or (numbers(version) >= (1, 11) and key.get("kty") != "oct")


def _verdict(
    site: Site,
    run: Runner,
    place: _Place,
    members: dict[str, Any],
    unsure: bool,
    mended: bool = False,
    ours: bool = False,
) -> str:
    """Return whether something is accepted, after check mode and the server said the same.

    With ``mended``, the collection may send what it was given in a spelling that the server reads; with ``ours``, it
    may refuse what the server takes.
    """
    admin = site.admin_url + ("/admin" if numbers(site.version) >= (2,) else "")
    for name in ("a", "direct") if place is not _CLIENT else ():  # with a set go the grants that are for its keys
        requests.delete(f"{admin}/keys/{name}", timeout=60)
    options = {**place.options(members), **site.connection()}
    announced = run(place.main, options, check=True)
    if announced.failed and "could never be read again" in announced.msg:
        return "lost"  # and the server with it: see test_lost_keys.py
    method, path, body = place.request(members)
    reply = requests.request(method, admin + path, json=body, timeout=60)
    if announced.failed:
        assert ours or not reply.ok, announced.msg
        return "refused"
    if not reply.ok and (unsure or mended):
        return "unsure"
    assert reply.ok, reply.text
    done = run(place.main, options)
    assert not done.failed, done.result
    again = run(place.main, options)
    assert not again.failed, again.result
    assert not again.changed, again.result
    return "accepted"


def _changed(key: dict[str, Any], name: str, how: str, where: int) -> dict[str, Any]:
    value = key.get(name)
    text = value if isinstance(value, str) else "AQAB"
    at = where % (len(text) + 1)
    letters = string.ascii_letters + string.digits + "-_"
    changed: Any = {
        "null": None,
        "number": where,
        "empty": "",
        "pad": text + "=" * (-len(text) % 4),
        "cut": text[:at] + text[at + 1 :],
        "longer": "AAAA" + text,
        "lines": text[:at] + "\r\n" + text[at:],
        "space": text[:at] + " " + text[at:],
        "flip": text[:at] + letters[where % 64] + text[at + 1 :],
        "other": text[::-1],
    }.get(how)
    if how == "drop":
        return {other: item for other, item in key.items() if other != name}
    return dict(key, **{name: changed})


def _shape(url: str) -> str:
    """Return a URL with every run of letters as one, for the count of situations."""
    return "".join("a" if sign.isalnum() else sign for sign in url)[:12]
