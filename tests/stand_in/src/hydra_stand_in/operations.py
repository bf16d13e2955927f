# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of every generation: verb, path, the versions that have it, and its handler.

``{admin}`` stands for the generation's prefix.  An operation without a handler is known, so that routing behaves,
but not served yet: it answers 501.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import (
    authorize,
    client_secrets,
    clients,
    device,
    discovery,
    flow_requests,
    health,
    keys,
    logout,
    pages,
    registration,
    say_yes,
    sessions,
    tokens,
    trust,
    userinfo,
)
from .exchange import Handler
from .versions import FIRST, Span


@dataclass(frozen=True)
class Operation:
    """One row of the table."""

    interface: str
    method: str
    path: str
    handler: Handler | None = None
    since: str = FIRST
    until: str | None = None
    # Whether it changes what the server holds.
    writes: bool = False


def _admin(
    method: str, path: str, handler: Handler | None = None, since: str = FIRST, until: str | None = None
) -> Operation:
    return Operation("admin", method, "{admin}" + path, handler, since, until, writes=method != "GET")


def _reads(operation: Operation) -> Operation:
    """An operation that uses a verb of change and changes nothing."""
    return Operation(
        operation.interface, operation.method, operation.path, operation.handler, operation.since, operation.until
    )


def _unprefixed(path: str, handler: Handler) -> Operation:
    return Operation("admin", "GET", path, handler)


def _public(
    method: str, path: str, handler: Handler | None = None, since: str = FIRST, writes: bool = False
) -> Operation:
    return Operation("public", method, path, handler, since, writes=writes)


_REQUESTS, _SESSIONS, _ISSUERS = "/oauth2/auth/requests", "/oauth2/auth/sessions", "/trust/grants/jwt-bearer/issuers"
_PAGES = "/oauth2/fallbacks"
_REQUEST_ACTIONS = (("GET", ""), ("PUT", "/accept"), ("PUT", "/reject"))
_REQUEST_HANDLERS: dict[str, tuple[Handler, Handler, Handler]] = {
    "login": (flow_requests.read_login, flow_requests.accept_login, flow_requests.reject_login),
    "consent": (flow_requests.read_consent, flow_requests.accept_consent, flow_requests.reject_consent),
    "logout": (logout.read, logout.accept, logout.reject),
}

_ALL = (
    # Clients
    _admin("GET", "/clients", clients.list_all),
    _admin("POST", "/clients", clients.create),
    _admin("GET", "/clients/{id}", clients.read),
    _admin("PUT", "/clients/{id}", clients.replace),
    _admin("PATCH", "/clients/{id}", clients.patch, "1.10.2"),
    _admin("DELETE", "/clients/{id}", clients.delete),
    _admin("PUT", "/clients/{id}/lifespans", clients.set_lifespans, "1.11.9"),
    _admin("POST", "/clients/{id}/secrets/rotate", client_secrets.rotate, "26.3-dev"),
    _admin("DELETE", "/clients/{id}/secrets/rotate", client_secrets.retire, "26.3-dev"),
    # JSON Web Key sets
    _admin("GET", "/keys/{set}", keys.read_set),
    _admin("POST", "/keys/{set}", keys.create),
    _admin("PUT", "/keys/{set}", keys.replace_set),
    _admin("DELETE", "/keys/{set}", keys.delete_set),
    _admin("GET", "/keys/{set}/{kid}", keys.read_key),
    _admin("PUT", "/keys/{set}/{kid}", keys.replace_key),
    _admin("DELETE", "/keys/{set}/{kid}", keys.delete_key),
    # Trusted issuers of JWT-bearer grants
    _admin("GET", _ISSUERS, trust.list_all, "1.11.0"),
    _admin("POST", _ISSUERS, trust.create, "1.11.0"),
    _admin("GET", _ISSUERS + "/{id}", trust.read, "1.11.0"),
    _admin("DELETE", _ISSUERS + "/{id}", trust.delete, "1.11.0"),
    # Tokens
    _reads(_admin("POST", "/oauth2/introspect", tokens.introspect)),
    _admin("POST", "/oauth2/flush", tokens.flush, until="1.11.10"),
    _admin("DELETE", "/oauth2/tokens", tokens.delete, "1.8.5"),
    # Login, consent, logout and device requests
    *(
        _admin(
            method, f"{_REQUESTS}/{kind}{action}", handler, since="1.0.0-rc.10" if kind == "logout" else "1.0.0-rc.9"
        )
        for kind, handlers in _REQUEST_HANDLERS.items()
        for (method, action), handler in zip(_REQUEST_ACTIONS, handlers, strict=True)
    ),
    *(
        _admin(method, f"{_REQUESTS}/{kind}/{{challenge}}{action}", handler, until="1.0.0-rc.8")
        for kind, handlers in _REQUEST_HANDLERS.items()
        if kind != "logout"
        for (method, action), handler in zip(_REQUEST_ACTIONS, handlers, strict=True)
    ),
    _admin("PUT", f"{_REQUESTS}/device/accept", device.accept, since="25.4.0"),
    # Sessions
    _admin("GET", f"{_SESSIONS}/consent", sessions.list_consents, since="1.0.0-rc.10"),
    _admin("DELETE", f"{_SESSIONS}/consent", sessions.revoke_consents, since="1.0.0-rc.10"),
    _admin("DELETE", f"{_SESSIONS}/login", sessions.revoke_login_sessions, since="1.0.0-rc.10"),
    _admin("GET", f"{_SESSIONS}/consent/{{user}}", sessions.list_consents, until="1.0.0-rc.9"),
    _admin("DELETE", f"{_SESSIONS}/consent/{{user}}", sessions.revoke_consents, until="1.0.0-rc.9"),
    _admin("DELETE", f"{_SESSIONS}/consent/{{user}}/{{client}}", sessions.revoke_consents, until="1.0.0-rc.9"),
    _admin("DELETE", f"{_SESSIONS}/login/{{user}}", sessions.revoke_login_sessions, until="1.0.0-rc.9"),
    # Health, version and metrics
    _unprefixed("/health/alive", health.alive),
    _unprefixed("/health/ready", health.alive),
    _unprefixed("/version", health.version),
    _admin("GET", "/metrics/prometheus", health.metrics),
    # The public port
    _public("GET", "/health/alive", health.alive),
    _public("GET", "/health/ready", health.alive, "1.0.0"),
    _public("GET", "/.well-known/openid-configuration", discovery.configuration),
    _public("GET", "/.well-known/oauth-authorization-server", discovery.configuration, "25.4.0"),
    _public("GET", "/.well-known/jwks.json", discovery.key_set),
    _public("POST", "/oauth2/token", tokens.issue, writes=True),
    _public("POST", "/oauth2/revoke", tokens.revoke),
    _public("GET", "/oauth2/auth", authorize.authorize),
    _public("POST", "/oauth2/auth", authorize.authorize),
    _public("GET", "/oauth2/sessions/logout", logout.log_out, since="1.0.0-rc.10"),
    _public("POST", "/oauth2/sessions/logout", logout.log_out, since="1.0.0-rc.10"),
    _public("GET", "/userinfo", userinfo.userinfo),
    _public("POST", "/userinfo", userinfo.userinfo),
    _public("POST", "/oauth2/register", registration.create, "1.11.0", writes=True),
    _public("GET", "/oauth2/register/{id}", registration.read, "1.11.0"),
    _public("PUT", "/oauth2/register/{id}", registration.replace, "1.11.0", writes=True),
    _public("DELETE", "/oauth2/register/{id}", registration.delete, "1.11.0", writes=True),
    _public("POST", "/credentials", since="2.2.0"),
    # Pages of its own
    _public("GET", f"{_PAGES}/login", say_yes.login, "1.0.0"),
    _public("GET", f"{_PAGES}/consent", say_yes.consent),
    _public("GET", f"{_PAGES}/logout", say_yes.log_out),
    _public("GET", f"{_PAGES}/logout/callback", pages.logged_out, "1.0.0"),
    _public("GET", f"{_PAGES}/error", pages.error),
    _public("GET", f"{_PAGES}/device", say_yes.use_device, "25.4.0"),
    _public("GET", f"{_PAGES}/device/done", pages.device_done, "25.4.0"),
    _public("POST", "/oauth2/device/auth", device.begin_authorization, since="25.4.0"),
    _public("GET", "/oauth2/device/verify", device.verify, since="25.4.0"),
)


def operations_of(version: str) -> tuple[Operation, ...]:
    """Return the operations that a version has."""
    return tuple(operation for operation in _ALL if version in Span(operation.since, operation.until))
