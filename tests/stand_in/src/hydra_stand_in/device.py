# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device authorization grant (RFC 8628): the device's part, the browser's, and the provider's."""

from __future__ import annotations

import secrets
import string

from . import clock, codes, forms, request_bodies
from .authorize import after_consent, after_login, begin, check_csrf, new_flow
from .browser import cookie, encoded, found
from .errors import (
    Refusal,
    access_denied,
    invalid_client,
    invalid_grant,
    invalid_request,
    invalid_scope,
    missing_request,
    query_parameter,
    unreadable_form,
)
from .exchange import Call, Reply, json_reply, oauth_reply
from .flow_requests import url_of
from .flows import DeviceGrant, Flow, sealed_text
from .go_json import DecodeError
from .oauth_client import authenticate, wanted_audience
from .scopes import scope_matches

_PATH = "/oauth2/device/verify"
_COOKIE = "ory_hydra_device_csrf_dev"
_LIVES, _INTERVAL = 600, 5  # seconds
_ALPHABET = string.ascii_letters + string.digits


async def begin_authorization(call: Call) -> Reply:
    """POST /oauth2/device/auth (RFC 8628 section 3.1)"""
    _check_form(call)
    client = await authenticate(call)
    if call.field("client_id") != client.id:
        raise invalid_request("Provided client_id mismatch.")
    if codes.DEVICE_CODE not in client.grant_types:
        raise invalid_grant(f"The requested OAuth 2.0 Client does not have the '{codes.DEVICE_CODE}' grant.")
    scope = call.field("scope").split()
    for word in scope:
        if not any(scope_matches(word, pattern) for pattern in client.document["scope"].split()):
            raise invalid_scope(f"The OAuth 2.0 Client is not allowed to request scope '{word}'.")
    audience = wanted_audience(call, client)
    device_code = call.hydra.opaque_token("dc")
    user_code = "".join(secrets.choice(_ALPHABET) for _unused in range(8))
    device = DeviceGrant(client.id, user_code, scope, audience, clock.expiry(_LIVES))
    call.hydra.state.flows.devices[device_code] = device
    page = call.hydra.public_url + _PATH
    return oauth_reply(
        {
            "Header": None,
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={user_code}",
            "expires_in": clock.remaining(device.expires_at),
            "interval": _INTERVAL,
        }
    )


def _check_form(call: Call) -> None:
    """Refuse what other endpoints take: a form in parts, and one that is bad only in places."""
    kind = forms.kind_of_body(call.headers.get("Content-Type", ""))
    if kind == forms.ENCODED and forms.is_bad(call.body.decode("utf-8", "replace")):
        raise unreadable_form()
    if kind == forms.IN_PARTS:
        raise invalid_request("The POST body can not be empty.")


async def verify(call: Call) -> Reply:
    """GET /oauth2/device/verify: the browser's way, first to enter the user code, then to log in and to consent"""
    try:
        device, login, consent = (call.parameter(f"{kind}_verifier").strip() for kind in ("device", "login", "consent"))
        flow = _verified(call, device) if device and not login and not consent else None
        if device or login or consent:
            _check_client(call)
        if flow is not None:
            return begin(call, flow, [], "")
        if login:
            return after_login(call, login, [])
        if consent:
            return _finish(call, after_consent(call, consent))
    except Refusal as refusal:
        refusal.oauth = False
        raise
    challenge, csrf = sealed_text(), secrets.token_urlsafe(150)
    # The user code is not kept.
    query = [(name, "****" if name.lower() == "user_code" else text) for name, text in _pairs(call)]
    call.hydra.state.flows.device_challenges[challenge] = csrf, query
    parameters = [("device_challenge", challenge)]
    if "user_code" in call.query:
        parameters.append(("user_code", call.parameter("user_code")))
    return found(
        call.hydra.page_url("device", parameters), [cookie(call, _COOKIE, csrf, call.hydra.quirks.request_cookies_live)]
    )


async def accept(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/device/accept"""
    challenge = call.parameter("device_challenge")
    if not challenge:
        raise query_parameter('Query parameter "device_challenge" is not defined but should have been.')
    try:
        user_code = request_bodies.read(call, request_bodies.DEVICE, "AcceptDeviceUserCodeRequest")["user_code"]
    except DecodeError as problem:
        raise query_parameter(f"Unable to decode request body: {problem}") from None
    if not user_code:
        raise query_parameter("Field 'user_code' must not be empty.")
    return json_reply(call, {"redirect_to": accepted(call, challenge, user_code)})


def accepted(call: Call, challenge: str, user_code: str) -> str:
    """Note the user code that a browser has; return where it goes on.  Raises Refusal."""
    flows = call.hydra.state.flows
    if challenge not in flows.device_challenges:
        raise missing_request(call.hydra.quirks)
    device_code = _waiting(flows.devices, user_code)
    device = flows.devices[device_code]
    client = call.hydra.state.clients.get(device.client_id)
    if client is None:
        raise missing_request(call.hydra.quirks)
    flow = new_flow(call, client, _PATH, device.scope, device.audience)
    flow.login_csrf, query = flows.device_challenges[challenge]
    if not dict(query).get("client_id"):
        query = sorted([*query, ("client_id", client.id)])
    flow.query = [*((name, text) for name, text in query if name != "client_id"), ("client_id", client.id)]
    flow.device_code = device_code
    flow.request_url = f"{call.hydra.public_url}{_PATH}?{encoded(query)}"
    return url_of(call, flow, [("device_verifier", flows.seal(call.hydra.quirks, "device_verifier", flow))])


def _waiting(devices: dict[str, DeviceGrant], user_code: str) -> str:
    """Return the device code of the device that shows a user code and waits for it."""
    for device_code, device in devices.items():
        if device.user_code == user_code and device.grant is None and not device.expired:
            return device_code
    raise query_parameter("The 'user_code' session could not be found or has expired or is otherwise malformed.")


def _pairs(call: Call) -> list[tuple[str, str]]:
    return [(name, text) for name in sorted(call.query) for text in call.query[name]]


def _check_client(call: Call) -> None:
    """Refuse a browser that was sent back for no client that there is."""
    client_id = call.parameter("client_id")
    if not client_id:
        raise invalid_client("Query parameter 'client_id' is missing.")
    if call.hydra.state.clients.get(client_id) is None:
        raise invalid_client("Client does not exist")


def _verified(call: Call, verifier: str) -> Flow:
    flow = call.hydra.state.flows.open(call.hydra.quirks, "device_verifier", verifier)
    if flow is None:
        raise access_denied("The device verifier has already been used, has not been granted, or is invalid.")
    check_csrf(call, _COOKIE, flow.login_csrf)
    return flow


def _finish(call: Call, flow: Flow) -> Reply:
    device = call.hydra.state.flows.devices.get(flow.device_code)
    if device is not None:
        device.grant = codes.grant_of(call, flow)
    return found(call.hydra.page_url("device_done", [("client_id", flow.client_id)]))
