# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The modules about tokens: what a token says, and what becomes of it."""

from __future__ import annotations

from .._engine.resource import Spec
from .._errors import HydraError, UnsupportedError, UsageError
from .._module.actions import outcome, public_api, run_action
from .._module.task import HydraModule, Params
from .._server.admin_api import AdminApi
from .._server.generations import Features
from . import tokens

_INFO: Spec = {
    "token": {"type": "str", "required": True, "no_log": True},
    "scope": {"type": "list", "elements": "str", "default": []},
}
_FLUSH: Spec = {
    "expired": {"type": "bool", "default": False},
    "not_after": {"type": "str"},
    "client_id": {"type": "str"},
    "token": {"type": "str", "no_log": True},
    "client_secret": {"type": "str", "no_log": True},
}


def run_token_info() -> None:
    """Run the module that tells what a token says."""
    run_action(_INFO, _introspect, reads_only=True)


def run_token_flush() -> None:
    """Run the module that makes tokens worthless."""
    run_action(_FLUSH, _flush)


def _introspect(module: HydraModule) -> Params:
    given = module.params
    token = module.admin_api().introspect_token(given["token"], " ".join(given["scope"]))
    return {"changed": False, "active": token["active"], "token": token}


def _flush(module: HydraModule) -> Params:
    way = {tokens.EXPIRED: _flush_expired, tokens.OF_CLIENT: _flush_client, tokens.ONE: _revoke}
    return way[tokens.target(module.params)](module)


def _flush_expired(module: HydraModule) -> Params:
    api = module.admin_api()
    if not api.server.has(Features.token_flush):
        raise UnsupportedError(
            "expired=true needs %s; this server is %s: run `hydra janitor` against its database instead, as "
            "the role ory.hydra.token_maintenance does" % (Features.token_flush.sentence(), api.server)
        )
    before = module.params["not_after"]
    if not module.check_mode:
        api.flush_tokens(before)
        module.done("expired tokens were flushed")
    rows = "expired tokens" if before is None else "expired tokens issued before %s" % before
    return outcome(module, "flushed", "tokens", {"tokens": rows}, {"tokens": None})


def _flush_client(module: HydraModule) -> Params:
    client_id = module.params["client_id"]
    api = module.admin_api()
    api.server.require("client_id", Features.client_tokens_delete)
    if api.get_client(client_id) is None:  # and a client takes its tokens with it
        return outcome(module, "unchanged", "")
    if not module.check_mode:
        api.delete_client_tokens(client_id)
        module.done("access tokens were deleted")
    header = "access tokens of client %s" % client_id
    return outcome(module, "deleted", header, {"access_tokens": "all"}, {"access_tokens": None})


def _revoke(module: HydraModule) -> Params:
    given = module.params
    api = module.admin_api()
    public = public_api(module, api, "token")
    token = api.introspect_token(given["token"])
    gone = {"active": False}
    if not token["active"]:
        return outcome(module, "unchanged", "", token=gone)
    client_id = token.get("client_id")
    if not isinstance(client_id, str):
        raise HydraError("The server does not say to which client the token belongs, so it cannot be revoked")
    method = _method(api, client_id)
    secret = tokens.credentials(client_id, method, given["client_secret"])
    if not module.check_mode:
        public.revoke_token(given["token"], client_id, secret, method)
        module.done("the token was revoked")
        if api.introspect_token(given["token"])["active"]:
            raise HydraError('The token of client "%s" is still active, although its revocation succeeded' % client_id)
    elif secret is not None and not public.secret_is_right(client_id, secret, method):
        raise UsageError('client_secret is not the secret of client "%s", whose token it is' % client_id)
    return outcome(module, "revoked", "token of client %s" % client_id, token, gone, token=gone)


def _method(api: AdminApi, client_id: str) -> str:
    client = api.get_client(client_id)
    if client is None:
        raise HydraError('The token belongs to client "%s", which does not exist' % client_id)
    return str(client.get("token_endpoint_auth_method") or "client_secret_basic")
