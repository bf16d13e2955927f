# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Hydra's admin API: one method an operation, paging as each generation does it, and replies told apart."""

from __future__ import annotations

import base64
import json
import re
import typing as t
from urllib.parse import parse_qs, quote, urlsplit

from ansible_collections.ory.hydra.plugins.module_utils._errors import ApiError, TransportError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion, parse_version
from ansible_collections.ory.hydra.plugins.module_utils._http import HttpClient, Reply

Document = t.Dict[str, t.Any]

PAGE_SIZE = 500  # the most that every generation gives
UNUSED_ID = "00000000-0000-0000-0000-000000000000"

_NEXT = re.compile(r'<([^>]*)>; *rel="next"')


class AdminApi:
    """The operations of one server's admin API.

    Every method raises `ApiError` where Hydra refuses, and `TransportError` where no answer or no Hydra is there.
    """

    def __init__(self, http: HttpClient, server: ServerVersion) -> None:
        self.http = http
        self.server = server
        self._prefix = "/admin" if server.has("admin_prefix") else ""

    # OAuth 2.0 clients (operations createOAuth2Client, getOAuth2Client, listOAuth2Clients, setOAuth2Client,
    # deleteOAuth2Client)

    def get_client(self, client_id: str) -> t.Optional[Document]:
        """Return an OAuth 2.0 client, or None where there is none of that id."""
        reply = self.http.request("GET", self._client_path(client_id))
        if self.server.has("missing_client_is_401") and reply.status == 401 and _is_missing_client(reply):
            return None
        return self._found(reply, "get_client", "read OAuth 2.0 client", client_id, "client_id")

    def client_pages(
        self, filters: t.Optional[t.Mapping[str, str]] = None, go_on: t.Callable[[], bool] = lambda: True
    ) -> t.Iterator[t.List[Document]]:
        """Yield all OAuth 2.0 clients, page by page.

        :param go_on: asked before each further page whether it is wanted
        :param filters: ``owner`` and ``client_name``; servers that do not know them list everything
        """
        wanted = dict(filters or {}) if self.server.has("list_filters") else {}
        return self._pages("/clients", wanted, "list_clients", "list OAuth 2.0 clients", "client_id", go_on)

    def create_client(self, document: Document) -> Document:
        """Create an OAuth 2.0 client; the reply holds its secret."""
        reply = self.http.request("POST", self._prefix + "/clients", document=document)
        return self._object(
            reply,
            "create_client",
            "create OAuth 2.0 client",
            str(document.get("client_id") or document.get("client_name")),
            "client_id",
        )

    def replace_client(self, client_id: str, document: Document) -> Document:
        """Replace an OAuth 2.0 client whole; only its secret is kept where the document has none."""
        reply = self.http.request("PUT", self._client_path(client_id), document=document)
        return self._object(reply, "replace_client", "update OAuth 2.0 client", client_id, "client_id")

    def delete_client(self, client_id: str) -> None:
        """Delete an OAuth 2.0 client and with it its tokens and consents; one that is gone already is no error."""
        reply = self.http.request("DELETE", self._client_path(client_id))
        if reply.status != 204:
            self._found(reply, "delete_client", "delete OAuth 2.0 client", client_id, "client_id")

    def _client_path(self, client_id: str) -> str:
        return "%s/clients/%s" % (self._prefix, quote(client_id, safe=""))

    # Health and metrics (operations isAlive, isReady; the Prometheus endpoint)

    def is_alive(self, retries: t.Optional[int] = None) -> bool:
        """Tell whether the server's process answers."""
        return self._healthy("/health/alive", retries)

    def is_ready(self, retries: t.Optional[int] = None) -> bool:
        """Tell whether the server answers and reaches its database."""
        return self._healthy("/health/ready", retries)

    def _healthy(self, path: str, retries: t.Optional[int]) -> bool:
        try:
            return self.http.request("GET", path, retries=retries).status == 200
        except TransportError:
            return False

    def metrics(self) -> str:
        """Return the server's metrics in Prometheus' text format."""
        reply = self.http.request("GET", self._prefix + "/metrics/prometheus")
        if reply.status != 200 or not reply.text:
            raise self._refusal(reply, "metrics", "read the metrics of", self.http.base)
        return reply.text

    # Paging

    def _pages(
        self,
        path: str,
        filters: t.Mapping[str, str],
        operation: str,
        doing: str,
        key: str,
        go_on: t.Callable[[], bool],
    ) -> t.Iterator[t.List[Document]]:
        """Yield a listing page by page, in the manner of the server's generation, without trusting it to end."""
        seen: t.Set[str] = set()
        query: t.Optional[t.Dict[str, str]] = self._first_page()
        while query is not None:
            query.update(filters)
            reply = self.http.request("GET", self._prefix + path, query)
            page = self._array(reply, operation, doing)
            fresh = {str(row.get(key)) for row in page} - seen
            if page and not fresh:
                raise TransportError(
                    "Cannot %s: the listing never ends, a further page repeats what was listed before" % doing,
                    {
                        "operation": operation,
                        "id": None,
                        "status": reply.status,
                        "error": None,
                        "error_description": None,
                    },
                )
            seen |= fresh
            if page:
                yield page
            query = self._next_page(reply, page, query)
            if query is not None and not go_on():
                return

    def _first_page(self) -> t.Dict[str, str]:
        if self.server.has("token_paging"):
            return {"page_size": str(PAGE_SIZE)}
        return {"limit": str(PAGE_SIZE), "offset": "0"}

    def _next_page(self, reply: Reply, page: t.List[Document], query: t.Dict[str, str]) -> t.Optional[t.Dict[str, str]]:
        if not page:
            return None
        if self.server.has("keyset_paging"):
            link = _NEXT.search(reply.headers.get("Link", ""))
            token = parse_qs(urlsplit(link.group(1)).query).get("page_token") if link else None
            return {"page_size": str(PAGE_SIZE), "page_token": token[0]} if token else None
        if len(page) < PAGE_SIZE:
            return None
        # The links of these generations are wrong for filtered, empty and consent listings; the offset never is.
        if self.server.has("token_paging"):
            offset = _offset_of(query.get("page_token")) + PAGE_SIZE
            return {"page_size": str(PAGE_SIZE), "page_token": _offset_token(offset)}
        return {"limit": str(PAGE_SIZE), "offset": str(int(query["offset"]) + PAGE_SIZE)}

    # Replies

    def _found(self, reply: Reply, operation: str, doing: str, name: str, key: str) -> t.Optional[Document]:
        if reply.status == 404 and _is_resource_404(reply):
            return None
        return self._object(reply, operation, doing, name, key)

    def _object(self, reply: Reply, operation: str, doing: str, name: str, key: str) -> Document:
        """Return the object of a reply, if it has the member that every object of its kind has."""
        if reply.status < 300 and isinstance(reply.body, dict) and isinstance(reply.body.get(key), str):
            return reply.body
        raise self._refusal(reply, operation, doing, name)

    def _array(self, reply: Reply, operation: str, doing: str) -> t.List[Document]:
        if reply.status == 200 and isinstance(reply.body, list):
            return [row for row in reply.body if isinstance(row, dict)]
        if reply.status == 200 and reply.body is None and not reply.text and self.server.has("null_listing"):
            return []
        raise self._refusal(reply, operation, doing, None)

    def _refusal(self, reply: Reply, operation: str, doing: str, name: t.Optional[str]) -> TransportError | ApiError:
        what = "Cannot %s" % doing if name is None else 'Cannot %s "%s"' % (doing, name)
        failure: Document = {
            "operation": operation,
            "id": name,
            "status": reply.status,
            "error": None,
            "error_description": None,
        }
        if reply.status in (401, 403):
            return ApiError("%s: %s" % (what, _gateway_sentence(reply)), reply.status, failure)
        if reply.status == 404 and not _is_resource_404(reply):
            return TransportError("%s: %s" % (what, _no_hydra(reply, self.http)), failure)
        if not isinstance(reply.body, dict) or "error" not in reply.body:
            return TransportError("%s: %s" % (what, _no_json(reply)), failure)
        failure["error"], failure["error_description"] = error_of(reply.body)
        told = ": ".join(part for part in (failure["error"], failure["error_description"]) if part)
        return ApiError("%s: the admin API answered %d (%s)" % (what, reply.status, told), reply.status, failure)


def connect(http: HttpClient) -> AdminApi:
    """Find out which Hydra is at the other end; one request where the server tells its version.

    :raises UsageError: it is Hydra's public API
    :raises TransportError: it is no Hydra, or not reachable
    """
    reply = http.request("GET", "/version")
    reported = reply.body.get("version") if isinstance(reply.body, dict) else None
    if reply.status == 200 and isinstance(reported, str):
        version = parse_version(reported)
        if version is None:
            version = _version_by_behaviour(http, silent=reported == "")
        if version is not None:
            return AdminApi(http, ServerVersion(reported, version))
    elif reply.status == 404 and not http.base.endswith(
        "/admin"
    ):  # the public API, or a gateway that hides the version
        version = _version_by_behaviour(http, silent=False)
        if version is not None:
            return AdminApi(http, ServerVersion("", version))
        if _is_public_api(http):
            raise UsageError(
                "%s is %s, which is Hydra's public API; give the address of the admin API "
                "(by default it listens on port 4445)" % (http.option, http.base)
            )
    if reply.status in (401, 403):
        raise ApiError(
            "Cannot read the version of the server: %s" % _gateway_sentence(reply),
            reply.status,
            {"operation": "version", "id": None, "status": reply.status, "error": None, "error_description": None},
        )
    cause = _no_hydra(reply, http) if reply.status == 404 else _no_json(reply)
    raise TransportError("%s does not lead to Hydra's admin API: %s" % (http.option, cause))


def error_of(body: Document) -> t.Tuple[str, str]:
    """Return error and description from an error body of any generation, the hints of old ones included."""
    error = str(body.get("error") or "")
    description = str(body.get("error_description") or "")
    for member in ("error_hint", "error_debug"):  # up to 1.8 the useful sentence is here
        hint = str(body.get(member) or "")
        if hint and hint not in description:
            description = (description + " " + hint).strip()
    return error, " ".join(description.split())


def _version_by_behaviour(http: HttpClient, silent: bool) -> t.Optional[t.Tuple[int, ...]]:
    """Tell the generation of a server from what it answers to reads; None where it is no admin API at all.

    :param silent: the version was reported as an empty text, which only 1.9 and 1.10 do
    """
    if silent:
        return parse_version("1.9.2")

    def get(path: str) -> Reply:
        return http.request("GET", path)

    clients = get("/admin/clients?page_size=1")
    if clients.status == 200 and isinstance(clients.body, list):
        if get("/admin/version").status == 200:
            stray = get("/admin/no-such-route")
            return parse_version("26.3.0-dev" if isinstance(stray.body, dict) else "26.2.0")
        sample = clients.body[0] if clients.body else {"skip_consent": None, "skip_logout_consent": None}
        return parse_version(
            "2.3.0" if "skip_logout_consent" in sample else "2.1.2" if "skip_consent" in sample else "2.0.3"
        )
    clients = get("/clients?limit=1")
    if clients.status != 200 or not isinstance(clients.body, list):
        return None
    if get("/trust/grants/jwt-bearer/issuers?limit=1").status == 200:
        return parse_version("1.11.10")
    if get("/oauth2/auth/sessions/consent?subject=" + UNUSED_ID).status == 404:
        return parse_version("1.0.0-rc.6")
    missing = get("/clients/" + UNUSED_ID)
    if missing.status != 401:
        return parse_version("1.0.9")
    return parse_version("1.4.10" if isinstance(missing.body, dict) and "status_code" in missing.body else "1.9.2")


def _is_public_api(http: HttpClient) -> bool:
    reply = http.request("GET", "/.well-known/openid-configuration")
    return reply.status == 200 and isinstance(reply.body, dict) and "issuer" in reply.body


def _is_resource_404(reply: Reply) -> bool:
    """A missing object, not a missing route: its body is JSON whose error is a text of another form."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    return isinstance(error, str) and not error.startswith("Error 404 - ")


def _is_missing_client(reply: Reply) -> bool:
    return isinstance(reply.body, dict) and "client does not exist" in " ".join(error_of(reply.body))


def _gateway_sentence(reply: Reply) -> str:
    return (
        "the server answered %d; Hydra's admin API itself asks for no authentication, "
        "so a gateway in front of it refused: check api_token, username and password, client_cert or headers"
        % reply.status
    )


def _no_hydra(reply: Reply, http: HttpClient) -> str:
    if http.base.endswith("/admin"):
        return "%s answered %d; give %s without /admin" % (reply.url, reply.status, http.option)
    return "%s answered %d, but not as Hydra does; check %s" % (reply.url, reply.status, http.option)


def _no_json(reply: Reply) -> str:
    if reply.status in (429, 502, 503, 504):
        return "%s answered %d, again and again: the server, or one behind a gateway, is not available" % (
            reply.url,
            reply.status,
        )
    if reply.body is not None:
        return "%s answered %d with JSON, but not as Hydra does" % (reply.url, reply.status)
    if not reply.text:
        return "%s answered %d with an empty body instead of JSON" % (reply.url, reply.status)
    kind = (
        "HTML"
        if "<html" in reply.text[:2000].lower() or "html" in reply.headers.get("Content-Type", "")
        else "something else"
    )
    return "%s answered %d with %s instead of JSON; something other than Hydra answers there" % (
        reply.url,
        reply.status,
        kind,
    )


def _offset_token(offset: int) -> str:
    return (
        base64.urlsafe_b64encode(json.dumps({"offset": str(offset), "v": 2}, separators=(",", ":")).encode("ascii"))
        .decode("ascii")
        .rstrip("=")
    )


def _offset_of(token: t.Optional[str]) -> int:
    if not token:
        return 0
    return int(json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))["offset"])
