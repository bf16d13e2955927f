# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Consents and logins: listOAuth2ConsentSessions, revokeOAuth2ConsentSessions, revokeOAuth2LoginSessions."""

from __future__ import annotations

import typing as t

from ..._errors import UsageError
from ..generations import Features
from ..http_client import Reply
from .calls import Calls, Document, everything, is_resource_404

_CONSENTS = "/oauth2/auth/sessions/consent"
_LOGINS = "/oauth2/auth/sessions/login"


class SessionOperations(Calls):
    """The operations on what subjects have granted, and on their logins."""

    def list_consents(self, subject: str) -> t.List[Document]:
        """Return all consents of a subject.

        Listed are those that somebody was asked for, remembered or not, until they run out. What was granted without
        asking, because of one of these, is not.
        """
        path, filters = _CONSENTS, {"subject": subject}
        if self.server.has(Features.subject_in_path):
            path, filters = self._path(_CONSENTS, subject), {}
        # Expired consents are dropped after a page is cut, so a page that is not full may have another behind it.
        pages = self._pages(
            path,
            filters,
            "list_consents",
            'list the consents of subject "%s"' % subject,
            "consent_request_id" if self.server.has(Features.consent_request_id) else "consent_request.challenge",
            everything,
            short_page_is_last=False,
            about=("consent_request.subject", subject),
        )
        return [row for page in pages for row in page]

    def revoke_consents(
        self, subject: str, client_id: t.Optional[str] = None, consent_request_id: t.Optional[str] = None
    ) -> bool:
        """Revoke what a subject has granted, and all tokens that were issued for it.

        :param client_id: only to this client
        :param consent_request_id: only in this one request; without either, everything
        :return: False if the server says that there was nothing, which only those up to 1.9 do
        """
        doing = 'revoke consents of subject "%s"' % subject
        if self.server.has(Features.subject_in_path):
            path = self._path(_CONSENTS, subject, *([] if client_id is None else [client_id]))
            return self._revoked(self.http.request("DELETE", path, harmless=True), "revoke_consents", doing)
        query = {"subject": subject}
        if consent_request_id is not None:
            query = {"consent_request_id": consent_request_id}
        elif client_id is not None:
            query["client"] = client_id
        else:
            query["all"] = "true"
        reply = self.http.request("DELETE", self._path(_CONSENTS), query, harmless=True)
        return self._revoked(reply, "revoke_consents", doing)

    def revoke_logins(self, subject: t.Optional[str], sid: t.Optional[str] = None) -> bool:
        """End the login sessions of a subject, or the one with this id; consents and tokens stay.

        :return: False if the server says that there was none, which only the memory store up to 1.8 does
        :raises UsageError: neither is given
        """
        if sid is not None:
            doing, path, query = 'revoke login session "%s"' % sid, self._path(_LOGINS), {"sid": sid}
        elif subject is None:  # and not a subject of that name
            raise UsageError("set subject or sid to select which login sessions to revoke")
        else:
            doing = 'revoke the login sessions of subject "%s"' % subject
            path, query = self._path(_LOGINS), {"subject": subject}
            if self.server.has(Features.subject_in_path):
                path, query = self._path(_LOGINS, subject), {}
        return self._revoked(self.http.request("DELETE", path, query, harmless=True), "revoke_logins", doing)

    def _revoked(self, reply: Reply, operation: str, doing: str) -> bool:
        if reply.status == 404 and is_resource_404(reply):
            return False
        if reply.status != 204:
            raise self._refusal(reply, operation, doing, None)
        return True
