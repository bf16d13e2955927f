# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the guide's table of all operations of Hydra's admin API: ``make docs-files``.

This file contains the part that is written by hand: the modules that support an operation, the methods of ``AdminApi``
that they use, and the targets of ``tests/integration`` that cover it. The versions come from the stand-in, which is
checked against recordings of real servers.
``test_operations.py`` fails if a row is missing, or names something that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generated import with_part
from hydra_stand_in.operations import _ALL as SERVED
from hydra_stand_in.versions import FIRST, Span
from places import ROOT

TABLE = ROOT / "docs" / "docsite" / "rst" / "operations.rst"
BEGIN, END = ".. generated: operations\n\n", ".. end\n"


@dataclass(frozen=True)
class Row:
    """One operation.

    :param title: name of the operation
    :param paths: method and path without ``/admin``, the newest spelling first
    :param modules: modules that support it
    :param targets: integration targets that cover it
    :param calls: methods of ``AdminApi``; empty where another operation does the same
    :param feature: row of ``Features`` in plugins/ that defines which versions have it
    :param remark: additional information for the reader
    """

    title: str
    paths: tuple[str, ...]
    modules: tuple[str, ...]
    targets: tuple[str, ...]
    calls: tuple[str, ...] = ()
    feature: str = ""
    remark: str = ""


_CLIENTS = ("hydra_client", "hydra_clients")
_LIFE = ("hydra_client", "hydra_clients", "client_fields")
_SETS = ("hydra_jwk_set", "hydra_jwk_sets")
_ISSUERS = ("hydra_trusted_issuer", "hydra_trusted_issuers")
_TRUST = "/trust/grants/jwt-bearer/issuers"
_REQUESTS, _SESSIONS = "/oauth2/auth/requests", "/oauth2/auth/sessions"
_RETIRED = ("hydra_client_secret",)


def _requests(kind: str) -> Iterator[Row]:
    path = kind == "logout" or kind == "device"
    handled = "handle_request"
    for verb, method, call in (("Get", "GET", "get_request"), ("Accept", "PUT", handled), ("Reject", "PUT", handled)):
        tail = "" if verb == "Get" else "/" + verb.lower()
        old = () if path else (f"{method} {_REQUESTS}/{kind}/{{challenge}}{tail}",)
        yield Row(
            f"{verb} a {kind} request",
            (f"{method} {_REQUESTS}/{kind}{tail}", *old),
            ("hydra_request_info" if verb == "Get" else f"hydra_{kind}_request",),
            ("login_flow",),
            (call,),
            "logout_requests" if kind == "logout" else "",
        )


GROUPS: dict[str, tuple[Row, ...]] = {
    "OAuth 2.0 clients": (
        Row("List", ("GET /clients",), ("hydra_client_info", "hydra_clients", "hydra_audit_info"), ("hydra_client_info", "clients_many", "hydra_audit_info"),
            ("client_pages",)),
        Row("Create", ("POST /clients",), _CLIENTS, _LIFE, ("create_client",)),
        Row("Get", ("GET /clients/{id}",), ("hydra_client_info", *_CLIENTS), ("hydra_client_info", *_LIFE), ("get_client",)),
        Row("Replace", ("PUT /clients/{id}",), _CLIENTS, _LIFE, ("replace_client",)),
        Row("Patch", ("PATCH /clients/{id}",), _CLIENTS, _LIFE, (), "client_patch",
            "The modules read, merge and replace the client instead, which works the same way on every version."),
        Row("Delete", ("DELETE /clients/{id}",), _CLIENTS, _LIFE, ("delete_client",)),
        Row("Set lifespans", ("PUT /clients/{id}/lifespans",), _CLIENTS, ("client_fields",), (), "client_lifespans",
            "The modules replace them with the client, as they are fields of it."),
        Row("Rotate the secret", ("POST /clients/{id}/secrets/rotate",), _RETIRED, _RETIRED,
            ("rotate_client_secret",), "client_secret_rotation", "On other versions, the secret is replaced if ``replace=true`` is set."),
        Row("Retire old secrets", ("DELETE /clients/{id}/secrets/rotate",), _RETIRED, _RETIRED,
            ("retire_client_secrets",), "client_secret_rotation"),
    ),
    "JSON Web Keys": (
        Row("Get a set", ("GET /keys/{set}",), ("hydra_jwk_set_info", *_SETS, "hydra_audit_info"), ("hydra_jwk_set_info", *_SETS, "hydra_audit_info"),
            ("get_jwk_set",)),
        Row("Generate a key", ("POST /keys/{set}",), _SETS, _SETS, ("create_jwk",)),
        Row("Replace a set", ("PUT /keys/{set}",), _SETS, _SETS, ("replace_jwk_set",)),
        Row("Delete a set", ("DELETE /keys/{set}",), _SETS, _SETS, ("delete_jwk_set",)),
        Row("Get a key", ("GET /keys/{set}/{kid}",), ("hydra_jwk_set_info", *_SETS, *_ISSUERS, "hydra_audit_info"),
            ("hydra_jwk_set_info", *_SETS), ("get_jwk",)),
        Row("Create or replace a key", ("PUT /keys/{set}/{kid}",), _SETS, _SETS, ("replace_jwk",)),
        Row("Delete a key", ("DELETE /keys/{set}/{kid}",), _SETS, _SETS, ("delete_jwk",)),
    ),
    "Trusted issuers (RFC 7523)": (
        Row("List", (f"GET {_TRUST}",), ("hydra_trusted_issuer_info", *_ISSUERS, "hydra_audit_info"),
            ("hydra_trusted_issuer_info", *_ISSUERS, "hydra_audit_info"),
            ("trusted_issuer_pages",), "trusted_issuers"),
        Row("Create", (f"POST {_TRUST}",), _ISSUERS, _ISSUERS, ("create_trusted_issuer",), "trusted_issuers"),
        Row("Get", (f"GET {_TRUST}/{{id}}",), ("hydra_trusted_issuer_info", *_ISSUERS), ("hydra_trusted_issuer_info",),
            ("get_trusted_issuer",), "trusted_issuers"),
        Row("Delete", (f"DELETE {_TRUST}/{{id}}",), _ISSUERS, _ISSUERS, ("delete_trusted_issuer",), "trusted_issuers"),
    ),
    "Sessions": (
        Row("List a subject's consents", (f"GET {_SESSIONS}/consent", f"GET {_SESSIONS}/consent/{{user}}"),
            ("hydra_consent_session_info", "hydra_consent_session"), ("hydra_consent_session", "consents_many"),
            ("list_consents",)),
        Row("Revoke consents", (f"DELETE {_SESSIONS}/consent", f"DELETE {_SESSIONS}/consent/{{user}}",
                                f"DELETE {_SESSIONS}/consent/{{user}}/{{client}}"),
            ("hydra_consent_session",), ("hydra_consent_session",), ("revoke_consents",)),
        Row("Revoke logins", (f"DELETE {_SESSIONS}/login", f"DELETE {_SESSIONS}/login/{{user}}"),
            ("hydra_login_session",), ("hydra_login_session",), ("revoke_logins",)),
        Row("Log a browser out by its cookie", (f"GET {_SESSIONS}/login/revoke",), (), (), (), "",
            "1.0.0-rc only, on the public API. It needs the browser's cookie; M(ory.hydra.hydra_login_session) revokes the same session."),
    ),
    "Login, consent, logout and device requests": (
        *_requests("login"),
        *_requests("consent"),
        *_requests("logout"),
        Row("Accept a device request", (f"PUT {_REQUESTS}/device/accept",), ("hydra_device_request",), ("device_flow",),
            ("handle_request",), "device_flow"),
    ),
    "Tokens": (
        Row("Introspect", ("POST /oauth2/introspect",), ("hydra_token_info",), ("hydra_token_info",), ("introspect_token",)),
        Row("Purge expired tokens", ("POST /oauth2/flush",), ("hydra_token_flush",), ("hydra_token_flush",),
            ("flush_tokens",), "token_flush", "Newer versions have ``hydra janitor``, which works directly on the database."),
        Row("Delete a client's access tokens", ("DELETE /oauth2/tokens",), ("hydra_token_flush",), ("hydra_token_flush",),
            ("delete_client_tokens",), "client_tokens_delete"),
    ),
    "Server": (
        Row("Check liveness", ("GET /health/alive",), ("hydra_server_info",), ("hydra_server_info",), ("is_alive",)),
        Row("Check readiness", ("GET /health/ready",), ("hydra_server_info",), ("hydra_server_info",), ("is_ready", "answers")),
        Row("Get the version", ("GET /version",), ("hydra_server_info",), ("hydra_server_info",)),
        Row("Get metrics", ("GET /metrics/prometheus",), ("hydra_server_info",), ("hydra_server_info",), ("metrics",)),
    ),
}  # fmt: skip
ROWS = [row for rows in GROUPS.values() for row in rows]


def served() -> dict[str, Span]:
    """Every operation of the admin API that any version has: method and path without prefix, and which versions."""
    return {
        f"{one.method} {one.path.removeprefix('{admin}')}": Span(one.since, one.until)
        for one in SERVED
        if one.interface == "admin"
    }


def where(row: Row) -> str:
    """The versions that have an operation, in words; the newest and the older spelling together."""
    spans = [span for path, span in served().items() if path in row.paths]
    if not spans:
        return "1.0.0-rc"
    first = "" if FIRST in [span.since for span in spans] else f"{spans[0].since} and newer"
    last = next((f"up to {span.until}" for span in spans if path_of(row, span) and span.until), "")
    return " ".join(filter(None, (first, last))) or "all"


def path_of(row: Row, span: Span) -> bool:
    """Whether that span is the one of the newest spelling."""
    return served().get(row.paths[0]) == span


def table() -> str:
    """The tables as reStructuredText."""
    lines: list[str] = []
    for title, rows in GROUPS.items():
        lines += [title, "-" * len(title), "", ".. list-table::", "   :header-rows: 1", "   :widths: 30 14 30 26", ""]
        for cells in (("Operation", "Hydra", "Modules", "Tests"), *map(_cells, rows)):
            lines += [("   * - " if number == 0 else "     - ") + cell for number, cell in enumerate(cells)]
        lines += ["", *(f"* {row.title}: {_prose(row.remark)}" for row in rows if row.remark), ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def _cells(row: Row) -> tuple[str, ...]:
    modules = ", ".join(f":ansplugin:`ory.hydra.{name}#module`" for name in row.modules) or "none"
    return (
        f"{row.title}: ``{row.paths[0]}``",
        where(row),
        modules,
        ", ".join(f"``{name}``" for name in row.targets) or "none",
    )


def _prose(remark: str) -> str:
    return remark.replace("M(ory.hydra.hydra_login_session)", ":ansplugin:`ory.hydra.hydra_login_session#module`")


def text() -> str:
    """The guide as it should be."""
    return with_part(TABLE, BEGIN, table(), END)


if __name__ == "__main__":
    TABLE.write_text(text())
