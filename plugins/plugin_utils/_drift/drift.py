# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What differs between lists and a server, as data and as a report. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.audit import THRESHOLDS, failures_of, order_of, summary_of
from ...module_utils._audit.rule import CLIENT, ISSUER, KEY_SET, listed, shown_url
from ...module_utils._clients.description import AUTH_METHOD, SECRET, bears_secret
from ...module_utils._clients.plan import SECRET_UNKNOWN
from ...module_utils._clients.secret_policy import UNCHECKED
from .client_differences import of_client
from .issuer_differences import of_issuers
from .key_differences import of_key_set
from .kinds import KINDS, Difference
from .previews import Document, Preview, Shown, preview_of
from .users import Clients

#: What the results of the modules of the role provision are called, by the kind of object.
LISTS = {CLIENT: "clients", KEY_SET: "key_sets", ISSUER: "issuers"}
_NO_PUBLIC_API = "public_url is not set, and only the public API tells whether a secret is correct"
_ALWAYS = "update_secret=always replaces them in every run, so they are not compared: %s"
_NEVER = (
    "update_secret=on_create leaves them unchanged, or the client authenticates in a way that cannot be checked, so "
    "they are not compared: %s"
)
_UNREADABLE = "this server does not let the keys be read of %s"


def drift(results: t.Any, server: t.Any = None, clients: t.Any = None, threshold: str = "never") -> Document:
    """Return what differs between lists and a server, and who is affected.

    :param results: those of the modules of the role provision in check mode and with a diff, by ``LISTS``
    :param server: the result of the module hydra_server_info; None if it is not known
    :param clients: all clients of the server; None if they are not known
    :param threshold: the severity from which on differences are failures
    :raises ValueError: one of these is something else
    """
    if threshold not in THRESHOLDS:
        raise ValueError("drift: threshold must be one of %s, not %s" % (", ".join(THRESHOLDS), threshold))
    if not isinstance(results, dict) or set(results) - set(LISTS.values()):
        raise ValueError("drift: the input must be a dictionary of results: %s" % ", ".join(LISTS.values()))
    try:
        previews = {kind: preview_of(results.get(name, {}), kind) for kind, name in LISTS.items()}
    except ValueError as error:
        raise ValueError("drift: the input %s" % error) from None
    there = Clients(clients if isinstance(clients, list) else None)
    about = server if isinstance(server, dict) else {}
    findings = sorted(map(_row, _differences(previews, there)), key=order_of)
    return {
        "drifted": bool(findings),
        "differences": failures_of(findings, "info"),
        "findings": findings,
        "not_compared": list(_not_compared(previews, about)),
        "warnings_of_tasks": [one for preview in previews.values() for one in preview.warnings],
        "summary": summary_of(findings),
        "failures": failures_of(findings, threshold),
        "compared": {
            "place": shown_url(str(about.get("admin_url") or "")),
            "version": about.get("version") or None,
            **{name: previews[kind].compared for kind, name in LISTS.items()},
        },
        "rules": {
            kind.id: {"why": kind.why, "references": [one._asdict() for one in kind.references]}
            for kind in KINDS
            if any(row["rule"] == kind.id for row in findings)
        },
    }


def _differences(previews: t.Mapping[str, Preview], there: Clients) -> t.Iterator[Difference]:
    for shown in previews[CLIENT].objects:
        yield from of_client(shown, there)
    for shown in previews[KEY_SET].objects:
        yield from of_key_set(shown, there)
    yield from of_issuers(previews[ISSUER].objects, there)


def _row(found: Difference) -> Document:
    return {
        "rule": found.kind.id,
        "severity": found.kind.severity,
        "kind": found.kind.kind,
        "name": found.name,
        "option": found.option,
        "found": found.found,
        "remedy": found.remedy,
        "instead": found.instead,
        "affected": list(found.affected),
        "owner": found.owner,
    }


def _not_compared(previews: t.Mapping[str, Preview], about: Document) -> t.Iterator[Document]:
    """Yield what could not be compared, and why."""
    preview = previews[CLIENT]
    always = sorted(one.name for one in preview.objects if _is_replaced_anyway(one))
    unchecked = preview.ids_with("secret_status", UNCHECKED)
    reasons = [_ALWAYS % listed(always)] if always else []
    if preview.compared and about and not (about.get("public_api") or {}).get("public_url"):
        reasons.append(_NO_PUBLIC_API)
    elif unchecked:
        reasons.append(_NEVER % unchecked)
    for reason in reasons:
        yield {"what": "secrets of clients", "reason": reason}
    unread = previews[ISSUER].ids_with("key_status", "not_compared")
    if unread:
        yield {"what": "keys of trusted issuers", "reason": _UNREADABLE % unread}


def _is_replaced_anyway(client: Shown) -> bool:
    """Tell whether the secret of a client is replaced, right or wrong; one that it did not have so far is new."""
    gains = AUTH_METHOD in client.before and not bears_secret(client.before)
    return client.before.get(SECRET) == SECRET_UNKNOWN and not gains
