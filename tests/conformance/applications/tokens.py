# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: grant types, repeated parameters, and refresh tokens that are used again."""

from __future__ import annotations

from typing import Any

from conformance.browser import CALLBACK, SECRET, active, ask_token, exchange, introspect, make_client, parameter

from .observer import Observer

_PATH = "/oauth2/token"
_ALL = ["authorization_code", "refresh_token", "client_credentials", "implicit", "password", "zzz"]


def grant_types(o: Observer) -> None:
    """Grant types that are unknown, unusual or not the client's."""
    few = o.call(make_client(o.api), "few")
    everything = o.call(make_client(o.api, grant_types=_ALL), "everything")
    for grant in (
        "zzz",
        "password",
        "implicit",
        "",
        "client_credentials",
        "client_credentials zzz",
        "Client_Credentials",
    ):
        for name, client in (("few", few), ("everything", everything)):
            o.reply(f"{grant or 'empty'}, {name}", ask_token(o.api, client, grant_type=grant))
    o.reply("none", ask_token(o.api, few))
    o.reply("GET", o.api.public("GET", f"{_PATH}?grant_type=client_credentials&client_id={few}"))
    o.reply("nothing", o.api.public("POST", _PATH))
    o.reply("nobody", ask_token(o.api, "nobody", grant_type="client_credentials"))
    o.reply("wrong secret", ask_token(o.api, few, grant_type="client_credentials", client_secret="wrong"))
    o.reply("nobody, unknown grant", ask_token(o.api, "nobody", grant_type="zzz"))
    o.reply("public client", _public_client(o))


def _public_client(o: Observer) -> Any:
    client = make_client(o.api, token_endpoint_auth_method="none", client_secret="", grant_types=_ALL)
    form = {"grant_type": "client_credentials", "client_id": o.call(client, "public")}
    return o.api.public("POST", _PATH, form)


def repeated_parameters(o: Observer) -> None:
    """A parameter that is there twice."""
    client = o.call(make_client(o.api, grant_types=_ALL), "client")
    form: dict[str, Any] = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": SECRET,
        "scope": "openid",
    }
    for name, other in (("grant_type", "zzz"), ("client_id", "other"), ("client_secret", "wrong"), ("scope", "zzz")):
        o.reply(name, o.api.public("POST", _PATH, form | {name: [form[name], other]}))
        o.reply(f"{name}, the other first", o.api.public("POST", _PATH, form | {name: [other, form[name]]}))
    o.reply("in the query", o.api.public("POST", f"{_PATH}?scope=offline", form | {"scope": []}))
    o.reply("in both", o.api.public("POST", f"{_PATH}?grant_type=zzz", form))
    code = parameter(o.browser().authorize(client, "alice"), "code")
    codes: dict[str, Any] = {
        "grant_type": "authorization_code",
        "client_id": client,
        "client_secret": SECRET,
        "code": ["junk", code],
        "redirect_uri": CALLBACK,
    }
    o.reply("code, the other first", o.api.public("POST", _PATH, codes))
    o.reply("code", o.api.public("POST", _PATH, codes | {"code": [code, "junk"]}))


def refreshed_again(o: Observer) -> None:
    """A chain of refresh tokens, and one of them used twice."""
    client = o.call(make_client(o.api), "client")

    def refresh(step: str, tokens: dict[str, Any], **form: str) -> dict[str, Any]:
        reply = ask_token(o.api, client, grant_type="refresh_token", refresh_token=tokens["refresh_token"], **form)
        document: dict[str, Any] = o.reply(step, reply).json()
        return document

    first = o.browser().tokens(client, "alice")
    second = refresh("second", first)
    third = refresh("third, fewer scopes", second, scope="openid")
    fourth = refresh("fourth, more scopes", third, scope="openid offline extra")
    newest = fourth if "access_token" in fourth else third
    for number, tokens in enumerate((first, second, third, newest), start=1):
        o.note(f"active {number}", list(active(o.api, tokens)))
    refresh("first again", first)
    o.note("active after", list(active(o.api, newest)))
    refresh("newest after", newest)
    o.note("active at the end", list(active(o.api, newest)))
    refresh("access token", {"refresh_token": newest["access_token"]})
    refresh("nothing", {"refresh_token": ""})
    for name in ("access_token", "refresh_token"):
        tokens = o.browser().tokens(client, "carol")
        o.api.public("POST", "/oauth2/revoke", {"token": tokens[name], "client_id": client, "client_secret": SECRET})
        o.note(f"active after revocation of the {name}", list(active(o.api, tokens)))
        refresh(f"after revocation of the {name}", tokens)
    code = parameter(o.browser().authorize(client, "bob"), "code")
    tokens = exchange(o.api, client, code).json()
    again = refresh("of a code", tokens)
    o.reply("code again", exchange(o.api, client, code))
    o.note("active after the code", [*active(o.api, tokens), *active(o.api, again)])


def nonces(o: Observer) -> None:
    """A nonce that is too short is refused when the code is exchanged."""
    client = o.call(make_client(o.api), "client")
    code = parameter(o.browser().authorize(client, "alice", nonce="short"), "code")
    o.reply("short", exchange(o.api, client, code))
    o.reply("again", exchange(o.api, client, code))


def expired(o: Observer) -> None:
    """Tokens whose time is over, where clients can have lifespans of their own."""
    if not o.api.has("PUT", "/clients/{id}/lifespans"):
        return
    kinds: dict[str, dict[str, str]] = {"opaque": {}}
    if "access_token_strategy" in o.api.client_fields:
        kinds["jwt"] = {"access_token_strategy": "jwt"}
    tokens: dict[str, str] = {}
    clients: dict[str, str] = {}
    for kind, members in kinds.items():
        grants = ["authorization_code", "refresh_token", "client_credentials"]
        client = clients[kind] = o.call(make_client(o.api, grant_types=grants, **members), f"client {kind}")
        short = {f"{grant}_grant_access_token_lifespan": "1s" for grant in grants}
        short["authorization_code_grant_refresh_token_lifespan"] = "1s"
        reply = o.api.admin("PUT", f"/clients/{client}/lifespans", short)
        assert reply.status_code == 200, reply.text
        own = ask_token(o.api, client, grant_type="client_credentials").json()
        tokens[f"{kind} of the client"] = own["access_token"]
        for use in ("access_token", "refresh_token"):
            tokens[f"{kind} {use}"] = o.browser().tokens(client, "alice")[use]
    o.api.wait(3.1)  # when a token expires is rounded, and a JWT is good for that whole second
    for name, token in tokens.items():
        o.reply(f"{name}: user info", o.api.public("GET", "/userinfo", Authorization=f"Bearer {token}"))
        o.note(f"{name}: introspection", introspect(o.api, token))
        client = clients[name.partition(" ")[0]]
        o.reply(f"{name}: refresh", ask_token(o.api, client, grant_type="refresh_token", refresh_token=token))
        form = {"client_id": client, "client_secret": SECRET, "token": token}
        o.reply(f"{name}: revocation", o.api.public("POST", "/oauth2/revoke", form))
        o.reply(f"{name}: user info after that", o.api.public("GET", "/userinfo", Authorization=f"Bearer {token}"))


SCENARIOS = (grant_types, repeated_parameters, refreshed_again, nonces, expired)
