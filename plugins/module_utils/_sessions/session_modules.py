# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The modules about what subjects have granted, and about their logins."""

from __future__ import annotations

from .._engine.resource import Spec
from .._errors import HydraError, UsageError
from .._module.actions import outcome, public_api, run_action
from .._module.task import HydraModule, Params
from .._server.admin_api import Document
from .._server.generations import Features
from . import consents
from .authorization_requests import SESSION
from .browser import grant_consent

_CONSENT: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "subject": {"type": "str", "required": True},
    "client_id": {"type": "str"},
    "consent_request_id": {"type": "str"},
    "all": {"type": "bool", "default": False},
    "unlisted": {"type": "bool", "default": False},
    "grant_scope": {"type": "list", "elements": "str"},
    "grant_access_token_audience": {"type": "list", "elements": "str", "no_log": False},
    "remember_for": {"type": "int"},
    "session": SESSION,
    "redirect_uri": {"type": "str"},
}
_CONSENT_INFO: Spec = {
    "subject": {"type": "str", "required": True},
    "client_id": {"type": "str"},
    "login_session_id": {"type": "str"},
}
_LOGIN: Spec = {
    "state": {"type": "str", "choices": ["absent"], "default": "absent"},
    "subject": {"type": "str"},
    "sid": {"type": "str", "aliases": ["login_session_id"]},
}


def run_consent_session() -> None:
    """Run the module that grants and revokes consents."""
    run_action(_CONSENT, lambda module: (_present if module.params["state"] == "present" else _absent)(module))


def run_consent_session_info() -> None:
    """Run the module that lists consents."""
    run_action(_CONSENT_INFO, _list, reads_only=True)


def run_login_session() -> None:
    """Run the module that ends logins."""
    run_action(_LOGIN, _log_out, mutually_exclusive=[("subject", "sid")], required_one_of=[("subject", "sid")])


def _list(module: HydraModule) -> Params:
    given = module.params
    rows = module.admin_api().list_consents(given["subject"])
    found = consents.matching(rows, given["client_id"], login_session_id=given["login_session_id"])
    return {"changed": False, "consent_sessions": [consents.presentable(row) for row in found]}


def _absent(module: HydraModule) -> Params:
    given = module.params
    consents.check_revocation(given)
    api = module.admin_api()
    subject, client_id, request_id = given["subject"], given["client_id"], given["consent_request_id"]
    if request_id is not None:
        api.server.require("consent_request_id", Features.consent_request_id)
    api.check_session_names(subject, client_id)
    rows = consents.matching(api.list_consents(subject), client_id, request_id)
    going = [consents.summary(row) for row in rows]
    action = "revoked" if going or given["unlisted"] else "unchanged"
    if action == "revoked" and not module.check_mode:
        there = api.revoke_consents(subject, client_id, request_id)
        if there or going:
            module.done("consents were revoked")
        else:
            action = "unchanged"
    unlisted = given["unlisted"]
    before: Document = dict({"consent_sessions": going}, **({"unlisted": "all"} if unlisted else {}))
    after: Document = dict({"consent_sessions": []}, **({"unlisted": None} if unlisted else {}))
    return outcome(module, action, "consents of %s" % subject, before, after, consent_sessions=going)


def _present(module: HydraModule) -> Params:
    given = module.params
    wanted = consents.wanted_grant(given)
    api = module.admin_api()
    row = consents.effective(api.list_consents(wanted.subject), wanted)
    about = "consent of %s for client %s" % (wanted.subject, wanted.client_id)
    if row is not None and consents.covers(row, wanted):
        return outcome(module, "unchanged", about, consent_session=_shown(row))
    client = api.get_client(wanted.client_id)
    if client is None:
        raise UsageError('There is no client "%s"' % wanted.client_id)
    uri = consents.redirect_uri(client, wanted, given["redirect_uri"])
    public = public_api(module, api, "state=present")
    grant = consents.merged(row, wanted, client)
    planned = consents.planned(grant)
    before = consents.contents(row)
    if module.check_mode:
        session = dict(planned, subject=wanted.subject, client_id=wanted.client_id)
        return outcome(module, "granted", about, before, planned, consent_session=session)
    grant_consent(api, public.http, grant, uri, lambda text: module.hide([text]))
    module.done("a consent was granted")
    row = consents.effective(api.list_consents(wanted.subject), grant)
    if row is None or not consents.covers(row, grant):
        raise HydraError("The %s was given, but is not among those that the server lists" % about)
    return outcome(module, "granted", about, before, planned, consent_session=_shown(row))


def _log_out(module: HydraModule) -> Params:
    subject, sid = module.params["subject"], module.params["sid"]
    api = module.admin_api()
    if sid is not None:
        api.server.require("sid", Features.login_session_sid)
    api.check_session_names(subject)
    action = "revoked"
    if not module.check_mode:
        if api.revoke_logins(subject, sid):
            module.done("login sessions were revoked")
        else:
            action = "unchanged"
    name = "subject" if sid is None else "sid"
    about = "login sessions of %s %s" % (name, module.params[name])
    return outcome(module, action, about, {"login_sessions": "all"}, {"login_sessions": None})


def _shown(row: Document) -> Document:
    return dict(consents.summary(row), session=consents.contents(row)["session"])
