# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What all operations of the admin API have in common: paging as each generation does it, and replies told apart."""

from __future__ import annotations

import json
import re
import threading
import time
import typing as t
from urllib.parse import quote

from ..._errors import ApiError, Failure, OtherObjectError, StrangeReplyError, TransportError, UsageError
from ..clocks import clock_advice
from ..gateway import refused_sentence
from ..generations import Features, ServerVersion
from ..http_client import HttpClient, Reply
from ..names import problem_of
from .paging import PAGE_SIZE, lacks_links, next_token, offset_of, offset_token, total_of

Document = t.Dict[str, t.Any]
GoOn = t.Callable[[t.Optional[int]], bool]

_LONGEST_TOLD = 2000  # characters of what a server says about an error
MOST_PAGES = 2000  # a million objects
UNUSED_ID = "00000000-0000-0000-0000-000000000000"  # RFC 9562 section 5.9: nothing ever gets it

_SLASHES_LOST = (
    "%s does not pass names with a slash on to Hydra: a proxy on the way decodes or refuses %%2F, "
    "and requests would be about other objects"
)
_KEEP_SLASHES = (
    "let the proxy pass paths unchanged: with nginx, proxy_pass without a URI, not even a slash, after the port; "
    "with Apache, nocanon and AllowEncodedSlashes NoDecode"
)
_ENDLESS = "the listing never ends, %s"
_LINK_LOST = (
    "a page is full, and nothing tells whether there are more: a proxy on the way removes the response header Link; "
    "let it pass that header on"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Calls:
    """What each kind of operation is built from.

    Every operation raises `ApiError` where Hydra refuses, and `TransportError` where no answer or no Hydra is there.
    """

    def __init__(self, http: HttpClient, server: ServerVersion) -> None:
        self.http = http
        self.server = server
        self._prefix = "/admin" if server.has(Features.admin_prefix) else ""
        self._slashes_arrive: t.Dict[str, bool] = {}
        self._asking = threading.Lock()

    def _path(self, route: str, *names: str, private: bool = False) -> str:
        """Return the path of a route on this server, with names at its end: the one place where names get into paths.

        :param private: the names are secrets
        :raises UsageError: a name would arrive as another one; no request with it was made
        """
        for number, name in enumerate(names):
            problem = problem_of(name, self.server, last=number == len(names) - 1)
            if problem:
                shown = "a secret" if private else json.dumps(name, ensure_ascii=not name.isprintable())
                raise UsageError("Cannot send a request to %s%s about %s: %s" % (self._prefix, route, shown, problem))
        if any("/" in name for name in names) and not _is_told_by_its_answer(names):
            self.check_slashes(route)
        return "/".join((self._prefix + route, *(quote(name, safe="") for name in names)))

    def check_client_names(self, names: t.Iterable[str]) -> None:
        """Check before anything is written that requests about clients of these ids arrive.

        :raises TransportError: a proxy on the way takes names with a slash for others
        """
        self._check_arrival("/clients", names)

    def check_key_names(self, names: t.Iterable[str]) -> None:
        """Check the same of keys and sets."""
        self._check_arrival("/keys", names)

    def check_session_names(self, *names: t.Optional[str]) -> None:
        """Check that subjects and clients can be named in a request that revokes something, without sending it.

        :raises UsageError: this server would take one of them for another
        """
        if self.server.has(Features.subject_in_path):
            self._path("/oauth2/auth/sessions", *(name for name in names if name is not None))

    def _check_arrival(self, route: str, names: t.Iterable[str]) -> None:
        if self.server.has(Features.slash_in_names) and any("/" in name for name in names):
            self.check_slashes(route)

    def check_slashes(self, route: str) -> None:
        """Check, once a run, that names with a slash get from here to the server as they are.

        Read is a name that nothing has, with two slashes. Where a proxy on the way decodes these, nothing of Hydra's is
        at such a path, and it says so in another form than of an object that is missing.

        :param route: of clients or of keys; elsewhere names have no slashes
        :raises TransportError: they do not
        """
        with self._asking:
            if route in self._slashes_arrive:
                return
            path = "%s%s/%s" % (self._prefix, route, quote("/".join([UNUSED_ID] * 3), safe=""))
            reply = self.http.request("GET", path, redirects=True)
            if reply.status in (401, 403, 429) or reply.status >= 500:
                raise self._refusal(reply, "check_slashes", "find out whether names with a slash reach Hydra", None)
            if reply.status != 404 or not is_resource_404(reply):
                raise TransportError(
                    "%s; %s (a read of what does not exist was answered %d, but not as Hydra does)"
                    % (_SLASHES_LOST % self.http.option, _KEEP_SLASHES, reply.status),
                    Failure("check_slashes", status=reply.status),
                )
            self._slashes_arrive[route] = True

    # Paging

    def _pages(
        self,
        path: str,
        filters: t.Mapping[str, str],
        operation: str,
        doing: str,
        key: str,
        go_on: GoOn,
        short_page_is_last: bool = True,
        about: t.Optional[t.Tuple[str, str]] = None,
    ) -> t.Iterator[t.List[Document]]:
        """Yield a listing page by page, in the manner of the server's generation, without trusting it to end.

        :param go_on: asked before each further page whether it is wanted; gets the number of all rows, if it is known
        :param key: the member that tells the rows apart, with dots in front of members of members
        :param short_page_is_last: a page that is not full is the last one; else only an empty one is
        :param about: a member, written as `key` is, and what it has to be in every row that has it
        """
        seen: t.Set[str] = set()
        pages = 0
        query: t.Optional[t.Dict[str, str]] = self._first_page()
        while query is not None:
            query.update(filters)
            reply = self.http.request("GET", self._prefix + path, query)
            page = self._array(reply, operation, doing)
            if about is not None:
                for found in (_member(row, about[0]) for row in page):
                    if found is not None:
                        self._check_about(reply, operation, doing, None, about[1], str(found))
            names = [_member(row, key) for row in page]
            if not all(isinstance(name, str) for name in names):
                raise TransportError(
                    "%s: %s" % (_cannot(doing, None), no_json(reply)),
                    Failure(operation, status=reply.status),
                )
            fresh = set(names) - seen
            pages += 1
            wrong = _ENDLESS % "a further page repeats what was listed before" if page and not fresh else None
            if pages >= MOST_PAGES:
                wrong = _ENDLESS % ("it has more than %d pages" % MOST_PAGES)
            if self.server.has(Features.keyset_paging) and lacks_links(reply, len(page)):
                wrong = _LINK_LOST
            if wrong:
                raise TransportError(
                    "%s: %s" % (_cannot(doing, None), wrong),
                    Failure(operation, status=reply.status),
                )
            seen |= fresh
            if page:
                yield page
            query = self._next_page(reply, page, query, short_page_is_last)
            if query is not None and not go_on(None if filters else total_of(reply)):
                return

    def _first_page(self, size: int = PAGE_SIZE) -> t.Dict[str, str]:
        if self.server.has(Features.token_paging):
            return {"page_size": str(size)}
        return {"limit": str(size), "offset": "0"}

    def _next_page(
        self, reply: Reply, page: t.List[Document], query: t.Dict[str, str], short_page_is_last: bool
    ) -> t.Optional[t.Dict[str, str]]:
        if not page:
            return None
        if self.server.has(Features.keyset_paging):
            token = next_token(reply)
            return {"page_size": str(PAGE_SIZE), "page_token": token} if token else None
        if short_page_is_last and len(page) < PAGE_SIZE:
            return None
        # The links of these generations are wrong for filtered, empty and consent listings; the offset never is.
        if self.server.has(Features.token_paging):
            offset = offset_of(query.get("page_token")) + PAGE_SIZE
            return {"page_size": str(PAGE_SIZE), "page_token": offset_token(offset)}
        return {"limit": str(PAGE_SIZE), "offset": str(int(query["offset"]) + PAGE_SIZE)}

    # Replies

    def _found(self, reply: Reply, operation: str, doing: str, name: str, key: str) -> t.Optional[Document]:
        if reply.status == 404 and is_resource_404(reply):
            return None
        return self._object(reply, operation, doing, name, key, name)

    def _object(
        self, reply: Reply, operation: str, doing: str, name: str, key: str, expected: t.Optional[str] = None
    ) -> Document:
        """Return the object of a reply, if it has the member that every object of its kind has.

        :param expected: what that member has to be; None where the server chooses it
        :raises OtherObjectError: the answer is about another object
        """
        if reply.status < 300 and isinstance(reply.body, dict) and isinstance(reply.body.get(key), str):
            if expected is not None:
                self._check_about(reply, operation, doing, name, expected, reply.body[key])
            return reply.body
        raise self._refusal(reply, operation, doing, name)

    def _check_about(
        self, reply: Reply, operation: str, doing: str, name: t.Optional[str], expected: str, found: str
    ) -> None:
        """Check that an answer is about the object that was asked for.

        :raises OtherObjectError: it is about another
        """
        if found != _as_sent(expected):
            told = '"%s" instead of "%s"' % (found, expected)
            raise self._other_object(reply, operation, doing, name, told, "name")

    def _other_object(
        self, reply: Reply, operation: str, doing: str, name: t.Optional[str], told: str, what: str
    ) -> OtherObjectError:
        """Return the error for an answer that is about another object.

        :param told: which one, and which one was asked for
        :param what: what was taken for another
        """
        wrote = reply.method != "GET"
        return OtherObjectError(
            ("%s: the answer of %s is about %s, so the server, or a proxy in front of it, treats one %s as another%s")
            % (
                _cannot(doing, name),
                reply.url.split("?")[0],
                told,
                what,
                "; what was sent may have been done to that one" if wrote else "",
            ),
            Failure(operation, name, reply.status),
            wrote,
        )

    def _array(self, reply: Reply, operation: str, doing: str) -> t.List[Document]:
        if reply.status == 200 and isinstance(reply.body, list):
            return [row for row in reply.body if isinstance(row, dict)]
        if reply.status == 200 and reply.body is None and not reply.text and self.server.has(Features.null_listing):
            return []
        raise self._refusal(reply, operation, doing, None)

    def _refusal(self, reply: Reply, operation: str, doing: str, name: t.Optional[str]) -> TransportError | ApiError:
        what = _cannot(doing, name)
        failure = Failure(operation, name, reply.status)
        if reply.status in (401, 403):
            return ApiError("%s: %s" % (what, gateway_sentence(reply, self.http)), reply.status, failure, reply.put_off)
        if reply.status == 404 and not is_resource_404(reply):
            return StrangeReplyError("%s: %s" % (what, no_hydra(reply, self.http)), failure)
        if not isinstance(reply.body, dict) or "error" not in reply.body:
            return StrangeReplyError("%s: %s" % (what, no_json(reply)), failure)
        error, description = error_of(reply.body)
        told = ": ".join(part for part in (error, description) if part)[:_LONGEST_TOLD]
        failure = failure._replace(error=error, error_description=description)
        sentence = "%s: the admin API answered %d (%s)" % (what, reply.status, told)
        return ApiError(sentence, reply.status, failure, reply.put_off)


def _cannot(doing: str, name: t.Optional[str]) -> str:
    return "Cannot %s" % doing if name is None else 'Cannot %s "%s"' % (doing, name)


def _as_sent(text: str) -> str:
    """Return a text as it arrives: a half of a surrogate pair is not a character, and Go reads U+FFFD."""
    return _LONE_SURROGATE.sub("\ufffd", text)


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


def is_kept_back(reply: Reply) -> bool:
    """Tell whether a gateway may have answered instead of Hydra, because it passes on only some paths.

    Of the operations that this is asked of, Hydra itself answers none in such a way.
    """
    if reply.status == 200:
        return reply.body is None
    return 300 <= reply.status < 500 and reply.status != 429


def gateway_sentence(reply: Reply, http: HttpClient) -> str:
    """Return the sentence for a reply that asks for other credentials."""
    return refused_sentence(reply.status, reply.headers, http.tokens is not None) + clock_advice(
        reply.headers, time.time()
    )


def no_hydra(reply: Reply, http: HttpClient) -> str:
    """Return the sentence for a 404 that does not come from Hydra."""
    if http.root.endswith("/admin"):
        return "%s answered %d; give %s without /admin" % (reply.url, reply.status, http.option)
    if "%2F" in reply.url:
        return "%s answered %d, but not as Hydra does; either %s is wrong, or a proxy on the way decodes %%2F: %s" % (
            reply.url,
            reply.status,
            http.option,
            _KEEP_SLASHES,
        )
    return "%s answered %d, but not as Hydra does; check %s" % (reply.url, reply.status, http.option)


def no_json(reply: Reply) -> str:
    """Return the sentence for a reply of which nothing can be made."""
    if reply.status in (429, 502, 503, 504):
        return "%s answered %d, repeatedly: the server, or one behind a gateway, is unavailable" % (
            reply.url,
            reply.status,
        )
    if reply.status in (400, 495, 496) and "SSL certificate" in reply.text[:2000]:  # nginx
        return (
            "%s answered %d, as nginx does where it demands a client certificate: check client_cert and client_key"
            % (
                reply.url,
                reply.status,
            )
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


def _is_told_by_its_answer(names: t.Sequence[str]) -> bool:
    """Tell whether names with slashes that were decoded on the way are answered as no route of Hydra's at all.

    So is a key of a set whose name is a URL: there are more parts then than any path with keys has.
    """
    parts = names[0].split("/")
    return len(names) == 2 and "/" not in names[1] and ".." not in parts and len(set(parts) - {"", "."}) > 1


def _member(row: Document, key: str) -> t.Any:
    value: t.Any = row
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def everything(_total: t.Optional[int]) -> bool:
    """Want every page of a listing."""
    return True
