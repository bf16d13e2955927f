# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded scenarios of OAuth 2.0 clients."""

from __future__ import annotations

import http.client
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .core import CALLBACK, EC1, Recorder, basic

FULL: dict[str, Any] = {
    "client_name": "Recorded client",
    "client_secret": "recorded-secret-1",
    "redirect_uris": [CALLBACK, "https://b.example/cb"],
    "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    "response_types": ["code", "id_token"],
    "scope": "openid offline b a",
    "audience": ["y", "x"],
    "owner": "rec-owner",
    "policy_uri": "https://c.example/p",
    "tos_uri": "https://c.example/t",
    "client_uri": "https://c.example/",
    "logo_uri": "https://c.example/l.png",
    "allowed_cors_origins": ["HTTPS://Web.Example/", "http://127.0.0.1:8080"],
    "contacts": ["b@c.example", "a@c.example"],
    "subject_type": "public",
    "token_endpoint_auth_method": "client_secret_post",
    "userinfo_signed_response_alg": "none",
    "request_uris": ["https://c.example/r"],
    "request_object_signing_alg": "RS256",
    "frontchannel_logout_uri": "https://c.example/f",
    "frontchannel_logout_session_required": True,
    "backchannel_logout_uri": "https://c.example/b",
    "backchannel_logout_session_required": True,
    "post_logout_redirect_uris": ["https://b.example/out"],
    "metadata": {"z": 1, "a": {"l": [1, "2", None, 1.50]}},
    "jwks": {"keys": [EC1]},
    "access_token_strategy": "JWT",
    "skip_consent": True,
    "skip_logout_consent": False,
    "authorization_code_grant_access_token_lifespan": "90m",
    "refresh_token_grant_refresh_token_lifespan": "720h",
    "jwt_bearer_grant_access_token_lifespan": "1.5h",
    "device_authorization_grant_access_token_lifespan": "60s",
    "unknown_member": "ignored",
}


def s_clients(r: Recorder) -> None:
    """Everything about clients, in the order that the recordings have it."""
    ids, with_uri = _create(r)
    _get_and_put(r, ids)
    _patch(r)
    _lifespans_and_rotation(r, ids)
    cid = _secret_check(r, ids)
    _list_and_delete(r, cid, [ids["public"], with_uri])


def _create(r: Recorder) -> tuple[dict[str, str], str]:
    """Create clients; return their ids, and the id of the one with ``jwks_uri``."""
    ids: dict[str, str] = {}
    for c in (
        "rec-min",
        "rec-full",
        "rec-public",
        "rec-pkjwt",
        "rec-jwksuri",
        "rec-put",
        "rec-bad",
        "rec-list-a",
        "rec-list-b",
    ):
        r.call("DELETE", r.clients + "/" + c, quiet=True)
    r.scenario("client_create_minimal")
    s, b, _headers = r.call("POST", r.clients, json_={"client_id": "rec-min"})
    named = s != 400
    if not named:
        s, b, _headers = r.call(
            "POST", r.clients, json_={}, note="this generation does not let the caller choose client_id"
        )
    ids["min"] = b["client_id"]
    r.call("GET", r.clients + "/" + ids["min"])
    r.call("POST", r.clients, json_={"client_id": "rec-min", "client_name": "again"}, note="duplicate id")
    r.scenario("client_create_full")
    s, b, _headers = r.call("POST", r.clients, json_=dict(FULL, client_id="rec-full"))
    if s == 400:
        s, b, _headers = r.call("POST", r.clients, json_=FULL)
    ids["full"] = b.get("client_id", "rec-full")
    r.call("GET", r.clients + "/" + ids["full"])
    r.scenario("client_create_generated_id")
    s, b, _headers = r.call("POST", r.clients, json_={"client_name": "generated"})
    r.call("DELETE", r.clients + "/" + b["client_id"])
    r.scenario("client_create_public")
    s, b, _headers = r.call(
        "POST", r.clients, json_=dict({"client_id": "rec-public"} if named else {}, token_endpoint_auth_method="none")
    )
    ids["public"] = b["client_id"]
    r.call(
        "PUT",
        r.clients + "/" + ids["public"],
        json_={"token_endpoint_auth_method": "none", "client_secret": "sent-anyway-1"},
    )
    r.call("GET", r.clients + "/" + ids["public"])
    r.scenario("client_create_jwks_uri")
    s, b, _headers = r.call(
        "POST",
        r.clients,
        json_=dict(
            {"client_id": "rec-jwksuri"} if named else {},
            jwks_uri="https://c.example/jwks",
            token_endpoint_auth_method="private_key_jwt",
        ),
    )
    uid = b["client_id"]
    s, b, _headers = r.call("GET", r.clients + "/" + uid)
    r.call("PUT", r.clients + "/" + uid, json_=b, note="what GET returned, sent back unchanged")
    r.call("PATCH", r.clients + "/" + uid, json_=[{"op": "replace", "path": "/client_name", "value": "p"}])
    r.call("PUT", r.clients + "/" + uid + "/lifespans", json_={})
    r.scenario("client_create_bad")
    bad = {"client_id": "rec-bad"} if named else {}
    r.call("POST", r.clients, text="{")
    r.call("POST", r.clients, text="")
    r.call("POST", r.clients, text="[]")
    s, b, _headers = r.call("POST", r.clients, text="null")
    if s == 201:
        r.call("DELETE", r.clients + "/" + b["client_id"], quiet=True)
    for extra in (
        {"redirect_uris": "x"},
        {"client_secret": "12345"},
        {"redirect_uris": ["https://a.example/#f"]},
        {"redirect_uris": ["cb"]},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"jwks": {"keys": [EC1]}, "jwks_uri": "https://c.example/jwks"},
        {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}},
        {"jwks": {"keys": []}, "jwks_uri": "https://c.example/jwks"},
        {"subject_type": "pairwise"},
        {"subject_type": "nonsense"},
        {"userinfo_signed_response_alg": "ES256"},
        {"allowed_cors_origins": ["*"]},
        {"allowed_cors_origins": ["https://a.example/p"]},
        {"post_logout_redirect_uris": ["https://elsewhere.example/"]},
        {"access_token_strategy": "nonsense"},
        {"authorization_code_grant_access_token_lifespan": "1d"},
        {"authorization_code_grant_access_token_lifespan": 60},
        {"authorization_code_grant_access_token_lifespan": ""},
        {"authorization_code_grant_access_token_lifespan": "-1h"},
        {"client_uri": "nonsense"},
        {"tos_uri": "nonsense"},
        {"sector_identifier_uri": "http://127.0.0.1:1/"},
        {"token_endpoint_auth_method": "nonsense"},
        {"grant_types": ["nonsense"]},
        {"metadata": "text"},
        {"metadata": None},
    ):
        s, b, _headers = r.call("POST", r.clients, json_=dict(bad, **extra))
        if s == 201:
            r.call("DELETE", r.clients + "/" + b["client_id"], quiet=True)
    return ids, uid


def _get_and_put(r: Recorder, ids: dict[str, str]) -> None:
    r.scenario("client_get")
    r.call("GET", r.clients + "/" + ids["min"])
    r.call("GET", r.clients + "/rec-missing")
    r.scenario("client_put")
    cid = r.make_client(
        "rec-put", client_secret="recorded-secret-1", client_name="before", metadata={"k": 1}, scope="a b"
    )
    r.call("PUT", r.clients + "/" + cid, json_=FULL)
    r.call("GET", r.clients + "/" + cid)
    r.call(
        "PUT",
        r.clients + "/" + cid,
        json_={"client_name": "only the name"},
        note="everything else falls back to its default",
    )
    r.call("GET", r.clients + "/" + cid)
    r.pub(
        "POST",
        "/oauth2/revoke",
        form=[("token", "junk")],
        headers=basic(cid, "recorded-secret-1"),
        note="secret kept by a PUT without client_secret",
    )
    r.call(
        "PUT",
        r.clients + "/" + cid,
        json_={
            "client_id": "something-else",
            "client_name": "id in body is ignored",
            "client_secret": "recorded-secret-2",
        },
    )
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, "recorded-secret-1"))
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, "recorded-secret-2"))
    r.call("PUT", r.clients + "/" + cid, json_={"client_secret": ""}, note="empty secret = keep")
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, "recorded-secret-2"))
    r.call("PUT", r.clients + "/" + cid, json_={"client_secret": "short"})
    r.call("PUT", r.clients + "/" + cid, text="{")
    r.call("PUT", r.clients + "/rec-missing", json_={"client_name": "x"})
    r.call(
        "PUT",
        r.clients + "/rec-missing",
        json_={"redirect_uris": ["https://a.example/#f"]},
        note="invalid body and missing client",
    )


def _patch(r: Recorder) -> None:
    r.scenario("client_patch")
    cid = r.make_client(
        "rec-put",
        client_secret="recorded-secret-1",
        client_name="before",
        metadata={"k": 1},
        scope="a b",
        contacts=["a", "b"],
    )
    for doc in (
        [{"op": "replace", "path": "/client_name", "value": "patched"}],
        [{"op": "add", "path": "/owner", "value": "o"}],
        [{"op": "remove", "path": "/owner"}],
        [{"op": "remove", "path": "/client_name"}],
        [{"op": "add", "path": "/metadata/new", "value": [1]}],
        [{"op": "add", "path": "/contacts/-", "value": "c"}],
        [{"op": "remove", "path": "/contacts/0"}],
        [{"op": "replace", "path": "/tos_uri_x", "value": "x"}],
        [{"op": "test", "path": "/client_name", "value": "x"}],
        [{"op": "move", "from": "/owner", "path": "/client_name"}],
        [{"op": "nonsense", "path": "/owner", "value": "x"}],
        [{"op": "replace", "path": "/id", "value": "x"}],
        [{"op": "replace", "path": "/client_id", "value": "rec-other"}],
        [{"op": "replace", "path": "/redirect_uris", "value": "x"}],
        [{"op": "replace", "path": "/client_secret", "value": "recorded-secret-3"}],
        [],
        {"client_name": "not an array"},
    ):
        r.call("PATCH", r.clients + "/" + cid, json_=doc)
    r.call("PATCH", r.clients + "/" + cid, text="{")
    r.call("PATCH", r.clients + "/rec-missing", json_=[])
    r.call("GET", r.clients + "/" + cid)
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, "recorded-secret-3"))


def _lifespans_and_rotation(r: Recorder, ids: dict[str, str]) -> None:
    r.scenario("client_lifespans")
    cid = r.make_client("rec-put", client_secret="recorded-secret-1")
    r.call(
        "PUT",
        r.clients + "/" + cid + "/lifespans",
        json_={"authorization_code_grant_access_token_lifespan": "60s", "implicit_grant_id_token_lifespan": "1h30m"},
    )
    r.call(
        "PUT",
        r.clients + "/" + cid + "/lifespans",
        json_={"refresh_token_grant_access_token_lifespan": "24h"},
        note="the others go back to null",
    )
    r.call("PUT", r.clients + "/" + cid + "/lifespans", json_={})
    r.call("PUT", r.clients + "/" + cid + "/lifespans", json_={"refresh_token_grant_access_token_lifespan": "1d"})
    r.call("PUT", r.clients + "/" + cid + "/lifespans", text="{")
    r.call("PUT", r.clients + "/rec-missing/lifespans", json_={})
    r.scenario("client_secret_rotate")
    p = r.clients + "/" + cid + "/secrets/rotate"
    s, b, _headers = r.call("POST", p)
    new = b.get("client_secret") if isinstance(b, dict) else None
    if s == 200 and new:
        r.pub(
            "POST",
            "/oauth2/revoke",
            form=[("token", "junk")],
            headers=basic(cid, "recorded-secret-1"),
            note="old secret",
        )
        r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, new), note="new secret")
    r.call("DELETE", p)
    r.call("DELETE", p, note="again")
    if s == 200 and new:
        r.pub(
            "POST",
            "/oauth2/revoke",
            form=[("token", "junk")],
            headers=basic(cid, "recorded-secret-1"),
            note="old secret",
        )
        r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, new), note="new secret")
    r.call("POST", r.clients + "/rec-missing/secrets/rotate")
    r.call("DELETE", r.clients + "/rec-missing/secrets/rotate")
    r.call("POST", r.clients + "/" + ids["public"] + "/secrets/rotate")


def _secret_check(r: Recorder, ids: dict[str, str]) -> str:
    r.scenario("client_secret_check")
    sec = "s3cret+/% \u00e9:x&=1"
    cid = r.make_client("rec-put", client_secret=sec)
    for who, s_ in ((cid, sec), (cid, "wrong-secret"), ("rec-missing", sec)):
        r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(who, s_))
    r.pub(
        "POST",
        "/oauth2/revoke",
        form=[("token", "junk"), ("client_id", cid), ("client_secret", sec)],
        note="wrong method for this client",
    )
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk")], note="no credentials")
    r.pub("POST", "/oauth2/revoke", form=[], headers=basic(cid, sec), note="no token")
    cid = r.make_client("rec-put", client_secret=sec, token_endpoint_auth_method="client_secret_post")
    for s_ in (sec, "wrong-secret"):
        r.pub("POST", "/oauth2/revoke", form=[("token", "junk"), ("client_id", cid), ("client_secret", s_)])
    r.pub(
        "POST", "/oauth2/revoke", form=[("token", "junk")], headers=basic(cid, sec), note="wrong method for this client"
    )
    r.pub("POST", "/oauth2/revoke", form=[("token", "junk"), ("client_id", ids["public"])], note="public client")
    return cid


def _list_and_delete(r: Recorder, cid: str, others: list[str]) -> None:
    r.scenario("client_list")
    listed = [r.make_client(n, client_name="listed", owner=n) for n in ("rec-list-a", "rec-list-b")]
    for q in (
        [("page_size" if r.prefix else "limit", "2")],
        [("client_name", "listed")],
        [("owner", "rec-list-b")],
        [("owner", "nobody")],
        [("page_size" if r.prefix else "limit", "nonsense")],
        [("page_size" if r.prefix else "limit", "100000")],
        [("page_size" if r.prefix else "limit", "0")],
        [("page_size" if r.prefix else "limit", "-1")],
        [("page_token", "nonsense")] if r.prefix else [("offset", "nonsense")],
        [("page_token", "")] if r.prefix else [("offset", "-1")],
    ):
        try:
            r.call("GET", r.clients, query=q)
        except (http.client.HTTPException, OSError) as e:
            r.note_failure(q, e)
    r.scenario("client_list_paging")
    listed += [r.make_client("rec-page-" + n, client_name="paged") for n in "abcd"]
    if r.prefix:
        query = [("page_size", "2"), ("client_name", "paged")]
        for _unused in range(4):
            _s, b, h = r.call("GET", r.clients, query=query, note="follows rel=next")
            nxt = re.search(r'<([^>]*)>; rel="next"', h.get("Link") or "")
            if not nxt or not b:
                break
            query = [
                (k, v) for k, vs in parse_qs(urlsplit(nxt.group(1)).query, keep_blank_values=True).items() for v in vs
            ]
    else:
        for off in ("0", "1", "2", "3", "4", "1000"):
            r.call("GET", r.clients, query=[("limit", "2"), ("offset", off), ("client_name", "paged")])
    r.scenario("client_delete")
    r.call("DELETE", r.clients + "/" + cid)
    r.call("DELETE", r.clients + "/" + cid)
    r.call("GET", r.clients + "/" + cid)
    for c in listed + others:
        r.call("DELETE", r.clients + "/" + c, quiet=True)
