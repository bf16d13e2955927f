# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What all operations of the admin API have in common: paging as each generation does it, and replies told apart."""

from __future__ import annotations

import base64
import json
import re
import typing as t
from urllib.parse import parse_qs, quote, urlsplit

from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    ApiError,
    StrangeReplyError,
    TransportError,
)
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._http import HttpClient, Reply

Document = t.Dict[str, t.Any]

PAGE_SIZE = 500  # the most that every generation gives
UNUSED_ID = "00000000-0000-0000-0000-000000000000"  # RFC 9562 section 5.9: nothing ever gets it

_NEXT = re.compile(r'<([^>]*)>; *rel="next"')


class Calls:
    """What each kind of operation is built from.

    Every operation raises `ApiError` where Hydra refuses, and `TransportError` where no answer or no Hydra is there.
    """

    def __init__(self, http: HttpClient, server: ServerVersion) -> None:
        self.http = http
        self.server = server
        self._prefix = "/admin" if server.has("admin_prefix") else ""

    def _path(self, route: str, *segments: str) -> str:
        """Return the path of a route on this server, with segments that hold whatever they like."""
        return "/".join((self._prefix + route, *(quote(segment, safe="") for segment in segments)))

    # Paging

    def _pages(
        self,
        path: str,
        filters: t.Mapping[str, str],
        operation: str,
        doing: str,
        key: str,
        go_on: t.Callable[[], bool],
        short_page_is_last: bool = True,
    ) -> t.Iterator[t.List[Document]]:
        """Yield a listing page by page, in the manner of the server's generation, without trusting it to end.

        :param key: the member that tells the rows apart, with dots in front of members of members
        :param short_page_is_last: a page that is not full is the last one; else only an empty one is
        """
        seen: t.Set[str] = set()
        query: t.Optional[t.Dict[str, str]] = self._first_page()
        while query is not None:
            query.update(filters)
            reply = self.http.request("GET", self._prefix + path, query)
            page = self._array(reply, operation, doing)
            fresh = {str(_member(row, key)) for row in page} - seen
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
            query = self._next_page(reply, page, query, short_page_is_last)
            if query is not None and not go_on():
                return

    def _first_page(self) -> t.Dict[str, str]:
        if self.server.has("token_paging"):
            return {"page_size": str(PAGE_SIZE)}
        return {"limit": str(PAGE_SIZE), "offset": "0"}

    def _next_page(
        self, reply: Reply, page: t.List[Document], query: t.Dict[str, str], short_page_is_last: bool
    ) -> t.Optional[t.Dict[str, str]]:
        if not page:
            return None
        if self.server.has("keyset_paging"):
            link = _NEXT.search(reply.headers.get("Link", ""))
            token = parse_qs(urlsplit(link.group(1)).query).get("page_token") if link else None
            return {"page_size": str(PAGE_SIZE), "page_token": token[0]} if token else None
        if short_page_is_last and len(page) < PAGE_SIZE:
            return None
        # The links of these generations are wrong for filtered, empty and consent listings; the offset never is.
        if self.server.has("token_paging"):
            offset = _offset_of(query.get("page_token")) + PAGE_SIZE
            return {"page_size": str(PAGE_SIZE), "page_token": _offset_token(offset)}
        return {"limit": str(PAGE_SIZE), "offset": str(int(query["offset"]) + PAGE_SIZE)}

    # Replies

    def _found(self, reply: Reply, operation: str, doing: str, name: str, key: str) -> t.Optional[Document]:
        if reply.status == 404 and is_resource_404(reply):
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
            return ApiError("%s: %s" % (what, gateway_sentence(reply)), reply.status, failure)
        if reply.status == 404 and not is_resource_404(reply):
            return StrangeReplyError("%s: %s" % (what, no_hydra(reply, self.http)), failure)
        if not isinstance(reply.body, dict) or "error" not in reply.body:
            return StrangeReplyError("%s: %s" % (what, no_json(reply)), failure)
        failure["error"], failure["error_description"] = error_of(reply.body)
        told = ": ".join(part for part in (failure["error"], failure["error_description"]) if part)
        return ApiError("%s: the admin API answered %d (%s)" % (what, reply.status, told), reply.status, failure)


def error_of(body: Document) -> t.Tuple[str, str]:
    """Return error and description from an error body of any generation, the hints of old ones included."""
    error = str(body.get("error") or "")
    description = str(body.get("error_description") or "")
    for member in ("error_hint", "error_debug"):  # up to 1.8 the useful sentence is here
        hint = str(body.get(member) or "")
        if hint and hint not in description:
            description = (description + " " + hint).strip()
    return error, " ".join(description.split())


def is_resource_404(reply: Reply) -> bool:
    """A missing object, not a missing route: its body is JSON whose error is a text of another form."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    return isinstance(error, str) and not error.startswith("Error 404 - ")


def gateway_sentence(reply: Reply) -> str:
    return (
        "the server answered %d; Hydra's admin API itself asks for no authentication, "
        "so a gateway in front of it refused: check api_token, username and password, client_cert or headers"
        % reply.status
    )


def no_hydra(reply: Reply, http: HttpClient) -> str:
    if http.base.endswith("/admin"):
        return "%s answered %d; give %s without /admin" % (reply.url, reply.status, http.option)
    return "%s answered %d, but not as Hydra does; check %s" % (reply.url, reply.status, http.option)


def no_json(reply: Reply) -> str:
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


def _member(row: Document, key: str) -> t.Any:
    value: t.Any = row
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


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
