# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The modules about requests that wait for a login or consent application."""

from __future__ import annotations

from .._engine.resource import Spec
from .._module.actions import outcome, run_action
from .._module.task import HydraModule, Params
from . import authorization_requests, consents
from .authorization_requests import RequestKind

_READABLE = (authorization_requests.LOGIN, authorization_requests.CONSENT, authorization_requests.LOGOUT)
_INFO: Spec = {kind.challenge: {"type": "str", "no_log": True} for kind in _READABLE}


def run_request(kind: RequestKind) -> None:
    """Run a module that accepts or rejects a request."""
    run_action(kind.spec(), lambda module: _answer(module, kind))


def run_request_info() -> None:
    """Run the module that reads a request."""
    run_action(_INFO, _read, reads_only=True)


def _read(module: HydraModule) -> Params:
    kind = authorization_requests.only_kind(_READABLE, module.params)
    api = module.admin_api()
    authorization_requests.check_version(kind, {}, api.server)
    request = api.get_request(kind.name, module.params[kind.challenge])
    return {"changed": False, "kind": kind.name, "request": consents.presentable(request)}


def _answer(module: HydraModule, kind: RequestKind) -> Params:
    state, challenge = module.params["state"], module.params[kind.challenge]
    document = authorization_requests.answer(kind, module.params)
    api = module.admin_api()
    authorization_requests.check_version(kind, document, api.server)
    more: Params = {}
    request_url = ""
    if kind in _READABLE:  # what is unknown fails in check mode too; and up to 1.11 any logout could be "rejected"
        request = api.get_request(kind.name, challenge)
        authorization_requests.check_granted(request, document)
        document = authorization_requests.fitting(document, request, api.server)
        request_url = str(request["request_url"])
        more["request"] = consents.presentable(request)
    if not module.check_mode:
        verb = "accept" if state == authorization_requests.ACCEPTED else "reject"
        redirect_to = api.handle_request(kind.name, verb, challenge, document, request_url)
        module.done("the %s request was %s" % (kind.name, state))
        if module.params["return_redirect_to"]:
            more["redirect_to"] = redirect_to
    after = authorization_requests.outcome_of(kind, state, document)
    return outcome(module, state, "%s request" % kind.name, {"state": "waiting"}, after, **more)
