# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded scenarios of login, consent, logout and device requests, sessions and tokens."""

from __future__ import annotations

from typing import Any

from .core import CALLBACK, Recorder, qs


def start_flow(r: Recorder, cid: str) -> str:
    """Begin an authorization as a browser does; return where the server sends it."""
    _status, _body, h = r.pub(
        "GET",
        "/oauth2/auth",
        cookies=True,
        query=[
            ("client_id", cid),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid offline"),
            ("state", "recorded-state"),
        ],
    )
    return h.get("Location") or ""


def s_flow(r: Recorder) -> str:
    """Login, consent and logout as a browser and an admin would do them; returns the client used."""
    for kind in ("login", "consent"):
        r.scenario(kind + "_request_bad")
        bodies: tuple[tuple[str, str, Any], ...] = (
            ("", "GET", None),
            ("/accept", "PUT", {"subject": "x"} if kind == "login" else {"grant_scope": []}),
            ("/reject", "PUT", {"error": "access_denied"}),
        )
        for action, m, body in bodies:
            p, q = r.rq(kind, "no-such-challenge", action)
            r.call(m, p, query=q, json_=body, note="unknown challenge")
            if not r.path_style:
                r.call(m, p, json_=body, note="no challenge")
    user = "rec-user"
    for k, a in (("consent", True), ("login", False)):
        p, q = r.sess(k, user, all_=a)
        r.call("DELETE", p, query=q, quiet=True)
    cid = r.make_client(
        "rec-flow",
        client_secret="recorded-secret-1",
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        redirect_uris=[CALLBACK],
        scope="openid offline extra",
        token_endpoint_auth_method="client_secret_post",
        post_logout_redirect_uris=["http://127.0.0.1:5555/out"],
    )
    r.scenario("login_accept_bad")
    p, q = r.rq("login", qs(start_flow(r, cid), "login_challenge"), "/accept")
    r.call("PUT", p, query=q, text="{")
    r.call("PUT", p, query=q, text="")
    r.call("PUT", p, query=q, json_={"subject": user, "unknown_member": 1}, note="unknown member")
    p, q = r.rq("login", qs(start_flow(r, cid), "login_challenge"), "/accept")
    r.call("PUT", p, query=q, json_={"remember": True}, note="subject missing")
    p, q = r.rq("login", qs(start_flow(r, cid), "login_challenge"), "/accept")
    r.call("PUT", p, query=q, json_={"subject": user})
    r.call("PUT", p, query=q, json_={"subject": user}, note="accepted twice")
    r.scenario("flow_accept")
    loc = start_flow(r, cid)
    lc = qs(loc, "login_challenge")
    p, q = r.rq("login", lc)
    r.call("GET", p, query=q)
    p, q = r.rq("login", lc, "/accept")
    _status, b, _headers = r.call(
        "PUT", p, query=q, json_={"subject": user, "remember": True, "remember_for": 0, "acr": "1"}
    )
    p2, q2 = r.rq("login", lc)
    loc = r.hop(b["redirect_to"])
    r.call("GET", p2, query=q2, note="after the redirect was followed")
    cc = qs(loc, "consent_challenge")
    p, q = r.rq("consent", cc)
    _status, _creq, _headers = r.call("GET", p, query=q)
    p, q = r.rq("consent", cc, "/accept")
    r.call("PUT", p, query=q, text="{")
    _status, b, _headers = r.call(
        "PUT",
        p,
        query=q,
        json_={
            "grant_scope": ["openid", "offline"],
            "remember": True,
            "remember_for": 0,
            "session": {"access_token": {"a": 1}, "id_token": {"b": 2}},
        },
    )
    lp, lq = r.sess("consent", user)
    r.call("GET", lp, query=lq, note="before the redirect is followed")
    loc = r.hop(b["redirect_to"])
    r.call("GET", lp, query=lq)
    _status, tok, _headers = r.pub(
        "POST",
        "/oauth2/token",
        form=[
            ("grant_type", "authorization_code"),
            ("code", qs(loc, "code")),
            ("redirect_uri", CALLBACK),
            ("client_id", cid),
            ("client_secret", "recorded-secret-1"),
        ],
    )
    at, rt, idt = (
        tok.get(k, "") if isinstance(tok, dict) else "" for k in ("access_token", "refresh_token", "id_token")
    )
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at)])
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", rt)])
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at), ("scope", "openid")])
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at), ("scope", "not-granted")])
    loc = start_flow(r, cid)
    lc = qs(loc, "login_challenge")
    p, q = r.rq("login", lc)
    r.call("GET", p, query=q, note="second authorization of the same browser: skip is true")
    p, q = r.rq("login", lc, "/accept")
    _status, b, _headers = r.call("PUT", p, query=q, json_={"subject": user})
    loc = r.hop(b["redirect_to"])
    cc = qs(loc, "consent_challenge")
    p, q = r.rq("consent", cc)
    r.call("GET", p, query=q, note="skip is true: a remembered consent covers it")
    p, q = r.rq("consent", cc, "/accept")
    _status, b, _headers = r.call("PUT", p, query=q, json_={"grant_scope": ["openid", "offline"]})
    if isinstance(b, dict) and "redirect_to" in b:
        r.hop(b["redirect_to"])
    r.call("GET", lp, query=lq, note="the skipped consent is not listed")
    if not r.path_style:
        logout(r, idt)
    r.scenario("consent_revoke")
    lp, lq = r.sess("consent", user)
    r.call("GET", lp, query=lq)
    if not r.path_style:
        r.call("GET", lp, note="no subject")
        r.call("DELETE", lp, note="no subject")
        r.call(
            "DELETE", lp, query=[("subject", user)], note="neither client nor all (this revokes everything up to 1.6)"
        )
        r.call("DELETE", lp, query=[("subject", user), ("client", cid), ("all", "true")], note="client and all")
        r.call("DELETE", lp, query=[("subject", user), ("all", "1")], note="all is not the word true")
    p, q = r.sess("consent", user, "rec-missing")
    r.call("DELETE", p, query=q, note="a client without consent")
    p, q = r.sess("consent", user, cid)
    r.call("DELETE", p, query=q)
    r.call("DELETE", p, query=q, note="again")
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at)], note="its tokens are gone")
    r.call("GET", lp, query=lq)
    p, q = r.sess("consent", user, all_=True)
    r.call("DELETE", p, query=q, note="all, nothing left")
    r.scenario("login_revoke")
    p, q = r.sess("login", user)
    r.call("DELETE", p, query=q)
    r.call("DELETE", p, query=q, note="again")
    if not r.path_style:
        r.call("DELETE", p, note="no parameter")
        r.call("DELETE", p, query=[("sid", "no-such-session")])
    r.scenario("flow_login_reject")
    lc = qs(start_flow(r, cid), "login_challenge")
    p, q = r.rq("login", lc, "/reject")
    _status, b, _headers = r.call(
        "PUT",
        p,
        query=q,
        json_={"error": "access_denied", "error_description": "no", "error_hint": "hint", "status_code": 403},
    )
    r.hop(b["redirect_to"])
    r.scenario("flow_consent_reject")
    lc = qs(start_flow(r, cid), "login_challenge")
    p, q = r.rq("login", lc, "/accept")
    _status, b, _headers = r.call("PUT", p, query=q, json_={"subject": user})
    cc = qs(r.hop(b["redirect_to"]), "consent_challenge")
    p, q = r.rq("consent", cc, "/reject")
    _status, b, _headers = r.call("PUT", p, query=q, json_={"error": "access_denied", "error_description": "no"})
    r.hop(b["redirect_to"])
    r.scenario("flow_without_cookies")
    lc = qs(start_flow(r, cid), "login_challenge")
    p, q = r.rq("login", lc, "/accept")
    _s, b, _headers = r.call("PUT", p, query=q, json_={"subject": user})
    r.jar.clear()
    r.hop(b["redirect_to"])
    return cid


def logout(r: Recorder, id_token: str) -> None:
    """Continue scenario flow_accept's browser: RP-initiated logout, rejected once, then accepted."""
    for action in ("/reject", "/accept"):
        _status, _body, h = r.pub(
            "GET",
            "/oauth2/sessions/logout",
            cookies=True,
            query=[
                ("id_token_hint", id_token),
                ("post_logout_redirect_uri", "http://127.0.0.1:5555/out"),
                ("state", "recorded-state"),
            ],
        )
        ch = qs(h.get("Location") or "", "logout_challenge")
        if action == "/reject":
            p, q = r.rq("logout", ch)
            r.call("GET", p, query=q)
        p, q = r.rq("logout", ch, action)
        _s, b, _headers = r.call("PUT", p, query=q)
        if isinstance(b, dict) and b.get("redirect_to"):
            r.hop(b["redirect_to"])
        r.call("PUT", p, query=q, note="again")
    for action, m in (("", "GET"), ("/accept", "PUT"), ("/reject", "PUT")):
        p, q = r.rq("logout", "no-such-challenge", action)
        r.call(m, p, query=q, note="unknown challenge")
        r.call(m, p, note="no challenge")


def s_device(r: Recorder) -> None:
    """The device authorization grant."""
    r.scenario("device_flow")
    p = r.prefix + "/oauth2/auth/requests/device/accept"
    if not r.has((25, 4, 0)):
        r.call("PUT", p, query=[("device_challenge", "x")], json_={"user_code": "x"})
        return
    cid = r.make_client(
        "rec-device",
        token_endpoint_auth_method="none",
        grant_types=["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        scope="openid offline",
    )
    s, b, _headers = r.pub("POST", "/oauth2/device/auth", form=[("client_id", cid), ("scope", "openid offline")])
    code = b.get("user_code", "") if isinstance(b, dict) else ""
    r.pub(
        "POST",
        "/oauth2/token",
        form=[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", b.get("device_code", "")),
            ("client_id", cid),
        ],
        note="pending",
    )
    loc = r.hop(b["verification_uri"])
    ch = qs(loc, "device_challenge")
    r.call("PUT", p, json_={"user_code": code}, note="no challenge")
    r.call("PUT", p, query=[("device_challenge", "no-such-challenge")], json_={"user_code": code})
    r.call("PUT", p, query=[("device_challenge", ch)], json_={}, note="no user code")
    r.call("PUT", p, query=[("device_challenge", ch)], json_={"user_code": "WRONGCODE"})
    r.call("PUT", p, query=[("device_challenge", ch)], text="{")
    s, b2, _headers = r.call("PUT", p, query=[("device_challenge", ch)], json_={"user_code": code})
    if s != 200:
        return
    lc = qs(r.hop(b2["redirect_to"]), "login_challenge")
    lp, lq = r.rq("login", lc, "/accept")
    s, b3, _headers = r.call("PUT", lp, query=lq, json_={"subject": "rec-device-user"})
    cc = qs(r.hop(b3["redirect_to"]), "consent_challenge")
    cp, cq = r.rq("consent", cc, "/accept")
    s, b3, _headers = r.call("PUT", cp, query=cq, json_={"grant_scope": ["openid", "offline"], "remember": True})
    r.hop(b3["redirect_to"])
    lp, lq = r.sess("consent", "rec-device-user")
    r.call("GET", lp, query=lq)
    r.pub(
        "POST",
        "/oauth2/token",
        form=[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", b["device_code"]),
            ("client_id", cid),
        ],
    )
    r.call("PUT", p, query=[("device_challenge", ch)], json_={"user_code": code}, note="the same code again")
    lp, lq = r.sess("consent", "rec-device-user", all_=True)
    r.call("DELETE", lp, query=lq)


def s_tokens(r: Recorder, cid: str | None) -> None:
    """Introspection, deletion of tokens, flush."""
    r.scenario("introspect")
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", "junk")])
    r.call("POST", r.prefix + "/oauth2/introspect", form=[], note="no token")
    r.call("POST", r.prefix + "/oauth2/introspect", json_={"token": "junk"}, note="JSON instead of a form")
    r.scenario("tokens_delete")
    for_cc = r.make_client(
        "rec-cc",
        client_secret="recorded-secret-1",
        grant_types=["client_credentials"],
        token_endpoint_auth_method="client_secret_post",
        scope="a",
    )
    _s, tok, _headers = r.pub(
        "POST",
        "/oauth2/token",
        form=[("grant_type", "client_credentials"), ("client_id", for_cc), ("client_secret", "recorded-secret-1")],
    )
    at = tok.get("access_token", "") if isinstance(tok, dict) else ""
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at)])
    r.call("DELETE", r.prefix + "/oauth2/tokens", note="no client_id")
    r.call("DELETE", r.prefix + "/oauth2/tokens", query=[("client_id", "rec-missing")])
    r.call("DELETE", r.prefix + "/oauth2/tokens", query=[("client_id", for_cc)])
    r.call("DELETE", r.prefix + "/oauth2/tokens", query=[("client_id", for_cc)], note="again")
    r.call("POST", r.prefix + "/oauth2/introspect", form=[("token", at)])
    r.scenario("flush")
    f = r.prefix + "/oauth2/flush"
    r.call("POST", f, json_={})
    r.call("POST", f, json_={"notAfter": "2020-01-01T00:00:00Z"})
    r.call("POST", f, json_={"notAfter": "yesterday"})
    r.call("POST", f, text="{")
    r.call("POST", f, text="")
    for c in (for_cc, cid, "rec-device", "rec-min", "rec-full"):
        if c:
            r.call("DELETE", r.clients + "/" + c, quiet=True)
