# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Find out which Hydra is at the other end."""

from __future__ import annotations

import typing as t

from .._errors import ApiError, Failure, StrangeReplyError, TransportError, UsageError
from .._values.versions import parse_version
from .admin_api import AdminApi
from .generations import ServerVersion
from .http_client import HttpClient, Reply
from .operations.calls import UNUSED_ID, gateway_sentence, is_kept_back, is_resource_404, no_hydra, no_json
from .sentences import redirect_sentence


def connect(http: HttpClient, stated: t.Optional[str] = None) -> AdminApi:
    """Find out which Hydra is at the other end; one request where the server tells its version.

    :param stated: the version, if the user knows it: then the server is not asked
    :raises UsageError: it is Hydra's public API, or what is stated is no version
    :raises TransportError: it is no Hydra, or not reachable
    :raises ApiError: a gateway asks for other credentials
    """
    if stated is not None:
        return AdminApi(http, ServerVersion.stated(stated))
    reply = http.request("GET", "/version", redirects=True)
    reported = reply.body.get("version") if isinstance(reply.body, dict) else None
    if reply.status == 200 and isinstance(reported, str):
        version = parse_version(reported)
        if version is None:
            version = _version_by_behaviour(http, silent=reported == "")
        if version is not None:
            return AdminApi(http, ServerVersion(reported, version))
    elif is_kept_back(reply) and not http.root.endswith("/admin"):
        version = _version_by_behaviour(http, silent=False)
        if version is not None:
            return AdminApi(http, ServerVersion("", version))
        if reply.status == 404 and _is_public_api(http):
            raise UsageError(
                "%s is %s, which is Hydra's public API; give the address of the admin API "
                "(by default it listens on port 4445)" % (http.option, http.base)
            )
    if reply.status in (401, 403):
        raise _refusal(reply, http)
    if 300 <= reply.status < 400:
        raise StrangeReplyError(
            redirect_sentence(http.root + "/version", reply.url, reply.status, reply.headers, http.option)
        )
    cause = no_hydra(reply, http) if reply.status == 404 else no_json(reply)
    raise TransportError("%s does not lead to Hydra's admin API: %s" % (http.option, cause))


def _refusal(reply: Reply, http: HttpClient) -> ApiError:
    sentence = "Cannot read the version of the server: %s" % gateway_sentence(reply, http)
    return ApiError(sentence, reply.status, Failure("version", status=reply.status))


def _version_by_behaviour(http: HttpClient, silent: bool) -> t.Optional[t.Tuple[int, ...]]:
    """Tell the generation of a server from what it answers to reads; None where it is no admin API at all.

    A gateway may answer some of them itself, so each counts only in the form in which Hydra answers.

    :param silent: the version was reported as an empty text, which only 1.9 and 1.10 do
    :raises ApiError: a gateway asks for other credentials
    """
    if silent:
        return parse_version("1.9.2")

    def get(path: str) -> Reply:
        return http.request("GET", path, redirects=True)

    clients = get("/admin/clients?page_size=1")
    if clients.status == 200 and isinstance(clients.body, list):
        sample = clients.body[0] if clients.body else {"skip_consent": None, "skip_logout_consent": None}
        if "device_authorization_grant_id_token_lifespan" in sample or _tells_version(get("/admin/version")):
            return parse_version("26.3.0-dev" if _is_route_404(get("/admin/no-such-route")) else "26.2.0")
        return parse_version(
            "2.3.0" if "skip_logout_consent" in sample else "2.1.2" if "skip_consent" in sample else "2.0.3"
        )
    first = clients
    clients = get("/clients?limit=1")
    none = clients.body is None and clients.headers.get("Content-Type", "").startswith("application/json")
    if clients.status != 200 or not (isinstance(clients.body, list) or none):  # old stores in memory answer null
        if first.status in (401, 403):
            raise _refusal(first, http)
        return None
    trusted = get("/trust/grants/jwt-bearer/issuers?limit=1")
    if trusted.status == 200 and isinstance(trusted.body, list):
        return parse_version("1.11.10")
    missing = get("/clients/" + UNUSED_ID)
    told = missing.body if isinstance(missing.body, dict) else {}
    if missing.status == 401:
        return parse_version("1.8.5" if "error_verbose" in told else "1.4.10" if "status_code" in told else "1.9.2")
    if missing.status == 404 and is_resource_404(missing) and "status_code" not in told:
        return parse_version("1.11.10")
    consents = get("/oauth2/auth/sessions/consent?subject=" + UNUSED_ID)  # the first generation has subjects in paths
    return parse_version("1.0.0-rc.6" if _is_old_route_404(consents) else "1.0.9")


def _tells_version(reply: Reply) -> bool:
    return reply.status == 200 and isinstance(reply.body, dict) and isinstance(reply.body.get("version"), str)


def _is_route_404(reply: Reply) -> bool:
    """Tell whether this is what Hydra answers from 26.3 on where it has no route."""
    error = reply.body.get("error") if reply.status == 404 and isinstance(reply.body, dict) else None
    return isinstance(error, dict) and str(error.get("reason")).startswith("The requested route does not exist")


def _is_old_route_404(reply: Reply) -> bool:
    """Tell whether this is what Hydra answers up to 1.10 where it has no route."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    told = error if isinstance(error, str) else reply.text
    return reply.status == 404 and told.startswith(("404 page not found", "Error 404 - "))


def _is_public_api(http: HttpClient) -> bool:
    reply = http.request("GET", "/.well-known/openid-configuration")
    return reply.status == 200 and isinstance(reply.body, dict) and "issuer" in reply.body
