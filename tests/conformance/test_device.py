# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device flow (RFC 8628)."""

from __future__ import annotations

from urllib.parse import quote

import requests

from hydra_stand_in.generations import Quirks

from .api import Api
from .browser import Browser, active, clients_of, consents, grant_error, make_client, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)


def test_device_flow(api: Api, quirks: Quirks) -> None:
    path = "/oauth2/auth/requests/device/accept"
    if not quirks.consents_have_ids:  # they came together
        assert api.admin("PUT", f"{path}?device_challenge=x", {"user_code": "x"}).status_code == 404
        return
    kind = "urn:ietf:params:oauth:grant-type:device_code"
    client_id = make_client(api, grant_types=[kind, "refresh_token"], token_endpoint_auth_method="none")
    form = {"client_id": client_id, "scope": "openid offline"}
    begun = api.public("POST", "/oauth2/device/auth", form).json()
    ask = {"grant_type": kind, "device_code": begun["device_code"], "client_id": client_id}
    assert api.public("POST", "/oauth2/token", ask).json()["error"] == "authorization_pending"
    browser = Browser(api)
    challenge, target = parameter(browser.go(begun["verification_uri"]), "device_challenge"), ""

    def accept(code: str) -> requests.Response:
        return api.admin("PUT", f"{path}?device_challenge={quote(challenge)}", {"user_code": code})

    for code, status in (("WRONGCODE", 400), ("", 400), (begun["user_code"], 200), (begun["user_code"], 200)):
        reply = accept(code)
        assert reply.status_code == status, code
        target = reply.json().get("redirect_to", target)
    refused = Browser(api).get(target)
    assert (refused.status_code, refused.json()["error"]) == (403, "request_forbidden")
    here = browser.go(target)
    reply = browser.answer("login", parameter(here, "login_challenge"), {"subject": "fl-device"})
    here = browser.go(reply.json()["redirect_to"])
    document = {"grant_scope": ["openid", "offline"], "remember": True}
    reply = browser.answer("consent", parameter(here, "consent_challenge"), document)
    end = browser.go(reply.json()["redirect_to"])
    assert end == f"{api.server.public_url}/oauth2/fallbacks/device/done?client_id={client_id}"
    assert accept(begun["user_code"]).status_code == 400
    assert clients_of(consents(api, "fl-device")) == [client_id]
    api.wait(5.1)  # the interval that the device was told
    other = make_client(api, grant_types=[kind], token_endpoint_auth_method="none")
    refused = api.public("POST", "/oauth2/token", ask | {"client_id": other})
    assert grant_error(refused).endswith(" does not match the one from the authorize request.")
    reply = api.public("POST", "/oauth2/token", ask)
    assert reply.status_code == 200, reply.text
    assert active(api, reply.json()) == (True, True)
    assert api.public("POST", "/oauth2/token", ask).status_code == 400
    if not api.server.real:  # with a shorter lifespan, a real server says the same
        api.wait(600.1)
        late = api.public("POST", "/oauth2/token", ask).json()
        assert (late["error"], "Device code expired at '2" in late["error_description"]) == ("expired_token", True)
