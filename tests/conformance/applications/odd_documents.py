# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents and forms that nobody sends on purpose: which of their mistakes is told."""

from __future__ import annotations

from urllib.parse import quote

from conformance.browser import SECRET, make_client

from .observer import Observer
from .odd_requests import DEVICE_CODE, FORM, JSON, note, odd, send

_PARTS = "multipart/form-data; boundary=x"
_CLIENTS, _ISSUERS = "/clients", "/trust/grants/jwt-bearer/issuers"
_DURATIONS = (
    *("\0", "ü", '1h"', "\\", "5", "1x", "1hh", "-1h", "1.5h", ".5s", "1h 2m", " 1h", "99999999999h", "1µs", "-"),
)


def patches(o: Observer) -> None:
    """Patches that are none."""
    client = make_client(o.api)
    path = o.api.path_of(client)
    for body in odd(
        *("", "{", "null", "1", '"x"', {}, [], [None], [1], [[]], [{}], [{"op": []}], [{"op": {}, "path": "/owner"}]),
        *([{"op": None, "path": "/owner"}], [{"op": "add"}], [{"op": "add", "path": "/owner"}], [{"op": "zzz"}]),
        *([{"op": "add", "path": None, "value": "x"}], [{"op": "add", "path": 1, "value": "x"}]),
        *([{"op": "add", "path": [], "value": "x"}], [{"op": "add", "path": "owner", "value": "x"}]),
        *([{"op": "replace", "path": "/owner", "value": v}] for v in odd(None, 1, [], {}, True, "x")),
        *([{"op": "add", "path": p, "value": "x"}] for p in ("", "/", "/metadata/a/b", "/redirect_uris/9", "/owner/x")),
        *([{"op": "remove", "path": p}] for p in ("/owner", "/nothing", "/metadata", "/redirect_uris/0", "/scope/x")),
        *([{"op": op, "from": "/owner", "path": "/client_name"}] for op in ("move", "copy")),
        *([{"op": "move", "path": "/owner"}], [{"op": "copy", "from": 1, "path": "/owner"}]),
        *([{"op": "test", "path": "/owner", "value": v}] for v in ("x", "y", None)),
    ):
        note(o, f"{body}", send(o, "admin", "PATCH", path, body))
    for name in ("nobody", ""):
        for body in odd("{", []):
            note(o, f"{name or 'nothing'} {body}", send(o, "admin", "PATCH", f"{_CLIENTS}/{name}", body))


def keys(o: Observer) -> None:
    """Keys with more than one mistake: which of them is told."""
    for body in odd(
        *({"alg": True, "k": "a/b"}, {"k": "a/b", "n": "c d"}, {"n": "c d", "k": "a/b"}, {"kty": "x", "x5c": ["x"]}),
        *({"kty": 1}, {"kid": []}, {"use": {}}, {"alg": 1, "kty": 2}, {"n": 1}, {"n": 1, "e": 2}, {"x5c": "x"}),
        *({"x5c": [1]}, {"x5u": 1}, {"kty": "oct", "k": ""}, {"kty": "RSA"}, {"kty": "EC", "crv": "x"}, [], 1, "null"),
        *('"x"', {}, {"kty": "oct", "k": "AAAA", "x5c": ["AAAA"]}, {"kty": "oct", "k": "AAAA", "x5u": "::"}),
        *({"kty": "oct", "k": "AAAA", "x5t": "x y"}, {"kty": "oct", "k": "AAAA", "x5t": "AAAA", "x5t#S256": 1}),
        *(
            {"kty": "EC", "crv": "P-256", "x": "AAAA"},
            {"kty": "EC", "crv": "P-256", "d": "AAAA"},
            {"kty": "EC", "d": "AA"},
        ),
        *({"d": "A", "kty": "x"}, {"k": "AAAA", "alg": None}, {"crv": 5, "k": "x y"}, {"k": "x y", "crv": 5}, "{", ""),
    ):
        note(o, f"key {body}", send(o, "admin", "PUT", "/keys/odd/odd", body))
        note(o, f"set {body}", send(o, "admin", "PUT", "/keys/odd", {"keys": [body]}))
    private = {"kty": "RSA", "n": "AQAB", "e": "AQAB", "p": "AQAB", "q": "AQAB"}
    for number in ("AQAB", "AQAC", "f" * 8, "f" * 12, "f" * 40):
        note(o, f"RSA {number}", send(o, "admin", "PUT", "/keys/odd/odd", private | {"d": number}))
    for body in odd({"keys": {}}, {"keys": None}, {"keys": [None]}, {"keys": 1}, {}, [], "null", "1", {"keys": [[]]}):
        note(o, f"set of {body}", send(o, "admin", "PUT", "/keys/odd", body))
    for body in odd(
        {"alg": 1}, {"alg": ""}, {}, {"alg": "x", "kid": 1}, [], "null", "", "{", {"alg": None}, {"use": []}
    ):
        note(o, f"new {body}", send(o, "admin", "POST", "/keys/odd-new", body))
    for name in ("odd", "odd-new"):
        o.api.admin("DELETE", f"/keys/{name}")


def clients(o: Observer) -> None:
    """Clients with more than one mistake, and durations that are none."""
    for members in odd(
        *({"client_secret": {}, "jwt_bearer_grant_access_token_lifespan": ""}, {"jwks": {"keys": [1]}, "owner": 1}),
        *({"owner": 1, "jwks": {"keys": [1]}}, {"owner": 1, "jwks": {"keys": 1}}, {"owner": 1, "scope": []}),
        *({"owner": 1, "created_at": "x"}, {"created_at": 1, "owner": 1}, {"owner": [], "contacts": [1]}),
        *({"owner": {}, "client_secret_expires_at": 1.5}, {"client_secret_expires_at": 10**20}, {"metadata": "x"}),
        *({"redirect_uris": ["x y"], "owner": 1}, {"grant_types": None}, {"jwks": {"keys": [{"kty": 1, "k": "a/b"}]}}),
        *({"jwks": {"keys": None}}, {"jwks": []}, {"jwks": {"KEYS": [1]}}, {"Owner": 1}, {"jwks": {"keys": [None]}}),
        *({"owner": "x" * 99}, {"contacts": ["x"] * 9}),
        *({"refresh_token_grant_access_token_lifespan": text} for text in _DURATIONS),
        *({"sector_identifier_uri": text} for text in ("https://a/%zz", "%", ":", "https://a b", "http://a", "x")),
    ):
        reply = send(o, "admin", "POST", _CLIENTS, {"token_endpoint_auth_method": "none"} | members)
        note(o, f"{members}", reply)
        if reply.status_code == 201:
            o.api.admin("DELETE", f"{_CLIENTS}/{reply.json()['client_id']}")
    for metadata in ({"a": 1}, None):
        client = make_client(o.api, metadata=metadata)
        for name in ("metadata", "redirect_uris", "contacts", "jwks", "owner", "scope", "grant_types"):
            reply = send(o, "admin", "PATCH", o.api.path_of(client), [{"op": "remove", "path": f"/{name}"}])
            shown = reply.json().get(name, "absent") if reply.status_code == 200 else None
            o.note(f"{name} removed, {metadata}", [reply.status_code, shown, o.api.read(client).get(name, "absent")])


def issuers(o: Observer) -> None:
    """Trusted issuers with more than one mistake."""
    if not o.api.has("POST", _ISSUERS):
        return
    key = {"kty": "oct", "k": "AAAA", "kid": "odd"}
    whole = {"issuer": "odd", "subject": "x", "scope": [], "expires_at": "2040-01-01T00:00:00Z", "jwk": key}
    for members in odd(
        *({"allow_any_subject": {}, "jwk": {"kty": None}}, {"jwk": {"kty": None}, "allow_any_subject": {}}, {"jwk": 1}),
        *({"scope": "x"}, {"scope": [1]}, {"scope": None}, {"expires_at": 1}, {"expires_at": "x"}, {"expires_at": ""}),
        *(
            {"issuer": 1, "expires_at": "x"},
            {"issuer": ""},
            {"subject": ""},
            {"subject": "", "allow_any_subject": True},
        ),
        *(
            {"allow_any_subject": True},
            {"allow_any_subject": None},
            {"jwk": None},
            {"jwk": {}},
            {"jwk": []},
            {"id": "x"},
        ),
        *({"expires_at": None}, {"issuer": None}, {"subject": None}, {"expires_at": "2001-01-01T00:00:00Z"}, {"x": 1}),
        *({"expires_at": "'\"\\"}, {"expires_at": "2040-01-01T00:00:00Zx"}, {"expires_at": "\n"}),
    ):
        reply = send(o, "admin", "POST", _ISSUERS, whole | members)
        note(o, f"{members}", reply)
        if reply.status_code == 201:
            o.api.admin("DELETE", f"{_ISSUERS}/{reply.json()['id']}")
    for body in odd("", "{", "null", [], 1, {}):
        note(o, f"{body}", send(o, "admin", "POST", _ISSUERS, body))
    for name in ("x", "x" * 36, "'\"\\", "ü", "0" * 32, "{" + "x" * 36 + "}"):
        for method in ("GET", "DELETE"):
            note(o, f"{method} {name}", send(o, "admin", method, f"{_ISSUERS}/{quote(name, safe='')}"))


def pages(o: Observer) -> None:
    """Pages that are none."""
    sizes = ("x", "\0", "1.5", "'\"\\", "99999999999999999999", " 1", "+1", "ü", "0x1")
    for path in (_CLIENTS, _ISSUERS, "/oauth2/auth/sessions/consent?subject=nobody"):
        if path == _ISSUERS and not o.api.has("GET", path):
            continue
        mark = "&" if "?" in path else "?"
        for size in (*sizes, ""):
            for token in ("", "!", "x", "a b"):
                if token == "x" and size in ("", "+1", "1"):
                    continue  # that closes the connection
                query = f"page_size={quote(size)}&page_token={quote(token)}&limit={quote(size)}&offset={quote(token)}"
                note(o, f"{path} {size!r} {token!r}", send(o, "admin", "GET", f"{path}{mark}{query}"))


def forms(o: Observer) -> None:
    """Forms of another type than they say, or that are none."""
    client = o.call(make_client(o.api, grant_types=["client_credentials", DEVICE_CODE]), "client")
    form = f"grant_type=client_credentials&token=junk&client_id={client}&client_secret={SECRET}"
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in (pair.split("=") for pair in form.split("&"))
    )
    sent = {
        "form": form,
        "parts": parts + "--x--\r\n",
        "parts without an end": parts,
        "bad at the end": form + "&a=%zz",
    }
    sent |= {"semicolon": form + ";b=1", "bad at the beginning": "%zz=1&" + form, "nothing": "&&", "a word": "x"}
    for interface, path in (
        *(("public", "/oauth2/token"), ("public", "/oauth2/revoke"), ("admin", "/oauth2/introspect")),
        *(("public", "/oauth2/device/auth"), ("public", "/oauth2/auth"), ("public", "/userinfo")),
    ):
        for kind in (FORM, f"{FORM}; charset=utf-8", FORM.upper(), "text/plain", "", JSON, "nonsense", _PARTS):
            note(o, f"{path} {kind}", send(o, interface, "POST", path, form, kind))
        note(o, f"{path} no boundary", send(o, interface, "POST", path, form, "multipart/form-data"))
        for name in ("parts", "parts without an end"):
            note(o, f"{path} {name}", send(o, interface, "POST", path, sent[name], _PARTS))
        for name in ("bad at the end", "semicolon", "bad at the beginning", "nothing", "a word"):
            note(o, f"{path} {name}", send(o, interface, "POST", path, sent[name], FORM))


def names(o: Observer) -> None:
    """Ids of clients that are no words."""
    for name in ("\u2028", "%", "%41", "a+b", "a;b", "a?b", "a#b", ":", "~"):
        body = {"client_id": name, "token_endpoint_auth_method": "none"}
        reply = send(o, "admin", "POST", _CLIENTS, body)
        o.note(f"{name!r}", [reply.status_code, reply.headers.get("Location")])
        path = f"{_CLIENTS}/{quote(name, safe='')}"
        o.note(f"{name!r}: read", send(o, "admin", "GET", path).status_code)
        o.note(f"{name!r}: deleted", send(o, "admin", "DELETE", path).status_code)


SCENARIOS = (patches, keys, clients, issuers, pages, forms, names)
