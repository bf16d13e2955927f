# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login and consent app that says yes to everything, for those who have none: it answers and sends the browser on."""

from __future__ import annotations

from . import clock, device, flow_requests, logout, pages
from .browser import found
from .exchange import Call, Reply
from .flows import ConsentAnswer, LoginAnswer


async def login(call: Call) -> Reply:
    """GET /oauth2/fallbacks/login: whoever is asked for (``login_hint``) is logged in, or the subject of the option"""
    challenge = call.parameter("login_challenge")
    if not (call.hydra.says_yes and challenge):
        return await pages.login(call)
    flow = flow_requests.find(call, "login", challenge)
    subject = flow.subject if flow.login_skip else flow.oidc_context.get("login_hint") or call.hydra.says_yes
    return found(flow_requests.note_answer(call, flow, "login", LoginAnswer(subject, remember=True)))


async def consent(call: Call) -> Reply:
    """GET /oauth2/fallbacks/consent: all that is asked for is granted; the older servers send logins here too"""
    if call.parameter("login_challenge"):
        return await login(call)
    challenge = call.parameter("consent_challenge")
    if not (call.hydra.says_yes and challenge):
        return await pages.consent(call)
    flow = flow_requests.find(call, "consent", challenge)
    answer = ConsentAnswer(clock.now(), flow.scope, flow.audience, remember=True)
    return found(flow_requests.note_answer(call, flow, "consent", answer))


async def log_out(call: Call) -> Reply:
    """GET /oauth2/fallbacks/logout"""
    if not (call.hydra.says_yes and call.parameter("logout_challenge")):
        return await pages.logout(call)
    return found(logout.accepted(call))


async def use_device(call: Call) -> Reply:
    """GET /oauth2/fallbacks/device: where the address has the user code, nobody has to enter it"""
    user_code = call.parameter("user_code")
    if not (call.hydra.says_yes and call.parameter("device_challenge") and user_code):
        return await pages.device(call)
    return found(device.accepted(call, call.parameter("device_challenge"), user_code))
