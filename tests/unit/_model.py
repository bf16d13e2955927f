# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A very small Hydra that lives where `requests` would open a socket.

It shares no code with plugins/, knows only what the unit tests need, and keeps a log of every request.
"""

from __future__ import annotations

import base64
import io
import json
import re
import typing as t
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit
from uuid import UUID

import requests
import urllib3

from ansible_collections.ory.hydra.tests.unit._model_keys import KeyStore

ADMIN = "http://127.0.0.1:4445"
PUBLIC = "http://127.0.0.1:4444"

Document = t.Dict[str, t.Any]


@dataclass
class Call:
    """One request as it was about to leave."""

    method: str
    url: str
    path: str
    query: t.Dict[str, str]
    headers: t.Mapping[str, str]
    text: str
    timeout: t.Any = None
    verify: t.Any = None
    cert: t.Any = None

    @property
    def json(self) -> t.Any:
        """The body as JSON."""
        return json.loads(self.text)

    @property
    def form(self) -> t.Dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.text, keep_blank_values=True))

    @property
    def line(self) -> str:
        """Method and path."""
        return "%s %s" % (self.method, self.path)


@dataclass
class Answer:
    """What a server says. A body of str is sent as it is, everything else as JSON; None sends none."""

    status: int = 200
    body: t.Any = None
    headers: t.Dict[str, str] = field(default_factory=dict)

    def response(self, request: requests.PreparedRequest) -> requests.Response:
        """Return what `requests` makes of it."""
        response = requests.Response()
        response.status_code = self.status
        response.request = request
        response.url = str(request.url)
        kind = "text/plain"
        text = ""
        if isinstance(self.body, str):
            text = self.body
        elif self.body is not None:
            kind, text = "application/json", json.dumps(self.body)
        response.headers.update({"Content-Type": kind})
        response.headers.update(self.headers)
        response.raw = io.BytesIO(text.encode("utf-8"))
        return response


Handler = t.Callable[[Call], Answer]


def route_404(style: str = "dict") -> Answer:
    """Return what Hydra says to an unknown route: ``dict`` up to 2.3, ``text`` in 25.4 and 26.2, ``old`` below 1.11."""
    if style == "text":
        return Answer(404, "404 page not found\n")
    if style == "old":
        sentence = (
            "Error 404 - The requested route does not exist. Make sure you are using the right path, domain, and port."
        )
        return Answer(404, {"error": sentence})
    return Answer(
        404, {"error": {"code": 404, "message": "Not Found", "reason": "The requested route does not exist."}}
    )


def resource_404() -> Answer:
    """Return what Hydra says to a missing object."""
    return Answer(404, {"error": "Unable to locate the resource", "error_description": ""})


def refused() -> Exception:
    """Return what `requests` raises where nobody listens."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1")
    told = "Failed to establish a new connection: [Errno 111] Connection refused"
    reason = urllib3.exceptions.NewConnectionError(urllib3.connection.HTTPConnection("127.0.0.1"), told)
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(pool, "/", reason))


def reset() -> Exception:
    """Return what `requests` raises where a request was sent and the connection ended without an answer."""
    cause = ConnectionResetError(104, "Connection reset by peer")
    return requests.exceptions.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", cause))


class Wire:
    """Stands in for the sockets of `requests`: calls take what is scripted, else go to their handler."""

    def __init__(self) -> None:
        self.calls: t.List[Call] = []
        self.handlers: t.Dict[str, Handler] = {}
        self.script: t.List[t.Union[Answer, Exception, Handler]] = []

    def send(
        self,
        _adapter: t.Any,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: t.Any = None,
        verify: t.Any = True,
        cert: t.Any = None,
        proxies: t.Any = None,
    ) -> requests.Response:
        """Take the place of ``HTTPAdapter.send``."""
        parts = urlsplit(str(request.url))
        body = request.body or b""
        text = body if isinstance(body, str) else body.decode("utf-8")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        call = Call(
            str(request.method), str(request.url), parts.path, query, dict(request.headers), text, timeout, verify, cert
        )
        self.calls.append(call)
        answer: t.Union[Answer, Exception, Handler]
        if self.script:
            answer = self.script.pop(0)
        else:
            base = "%s://%s" % (parts.scheme, parts.netloc)
            if base not in self.handlers:
                raise AssertionError("nobody expects %s" % request.url)
            answer = self.handlers[base]
        if isinstance(answer, Exception):
            raise answer
        return (answer if isinstance(answer, Answer) else answer(call)).response(request)

    @property
    def lines(self) -> t.List[str]:
        """Method and path of every call."""
        return [call.line for call in self.calls]

    @property
    def writes(self) -> t.List[Call]:
        """The calls that could change something; asking whether a secret is right is none, nor trying a nil UUID."""
        harmless = re.compile("/oauth2/revoke|(/admin)?/clients/%s/secrets/rotate" % UUID(int=0))
        return [call for call in self.calls if call.method != "GET" and not harmless.fullmatch(call.path)]


_LISTS = ("redirect_uris", "grant_types", "response_types", "contacts", "audience", "allowed_cors_origins")
_TEXTS = ("client_name", "owner", "policy_uri", "tos_uri", "client_uri", "logo_uri")
_OMITTED = [
    "token_endpoint_auth_signing_alg",
    "request_object_signing_alg",
    "jwks_uri",
    "sector_identifier_uri",
    "request_uris",
    "post_logout_redirect_uris",
    "frontchannel_logout_uri",
    "backchannel_logout_uri",
    "frontchannel_logout_session_required",
    "backchannel_logout_session_required",
    "access_token_strategy",
]
_LIFESPANS = [
    name + "_lifespan"
    for name in [
        "authorization_code_grant_access_token",
        "authorization_code_grant_id_token",
        "authorization_code_grant_refresh_token",
        "client_credentials_grant_access_token",
        "implicit_grant_access_token",
        "implicit_grant_id_token",
        "jwt_bearer_grant_access_token",
        "refresh_token_grant_access_token",
        "refresh_token_grant_id_token",
        "refresh_token_grant_refresh_token",
    ]
]
_DEVICE = ["device_authorization_grant_%s_token_lifespan" % name for name in ("access", "id", "refresh")]
_PASSWORD = ["password_grant_%s_token_lifespan" % name for name in ("access", "refresh")]

_SECONDS = {
    "h": Decimal(3600),
    "m": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("1e-3"),
    "us": Decimal("1e-6"),
    "ns": Decimal("1e-9"),
}


def go_duration(text: str) -> str:
    """Render a duration as Go does, milliseconds at the least; ``ValueError`` for what Go refuses."""
    if text == "0":
        return "0s"
    if not re.match(r"^-?(\d+(\.\d+)?(ns|us|ms|s|m|h))+$", text):
        raise ValueError(text)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)", text)
    seconds = sum((Decimal(number) * _SECONDS[unit] for number, unit in parts), Decimal(0))
    sign = "-" if text.startswith("-") and seconds else ""
    if 0 < seconds < 1:
        return "%s%sms" % (sign, format((seconds * 1000).normalize(), "f"))
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    tail = "%ss" % format(rest.normalize() if rest else Decimal(0), "f")
    if hours:
        return "%s%dh%dm%s" % (sign, hours, minutes, tail)
    return "%s%dm%s" % (sign, minutes, tail) if minutes else sign + tail


class Hydra:
    """Clients of one server. `version` is a triple; `reported` is what ``GET /version`` says."""

    def __init__(self, version: str = "26.2.0") -> None:
        self.version = tuple(int(part) for part in version.split("."))
        self.reported = "" if (1, 9) <= self.version < (1, 11) else "v" + version
        self.prefix = "/admin" if self.version >= (2,) else ""
        self.clients: t.Dict[str, Document] = {}
        self.secrets: t.Dict[str, str] = {}
        self.old_secrets: t.Dict[str, t.List[str]] = {}
        self.registration = False  # whether clients can register themselves
        self.faults: t.List[t.Tuple[str, t.Callable[[Call, Handler], Answer]]] = []
        self.made = 0
        self.keys = KeyStore(pairs=self.version < (2,))

    def add(self, client_id: str, secret: str = "first-secret", **members: t.Any) -> Document:
        """Put a client there, past the API."""
        self.secrets[client_id] = secret
        self.clients[client_id] = dict(
            self.stored(dict(members)), client_id=client_id, created_at="2026-01-01T00:00:00Z"
        )
        return self.clients[client_id]

    def disturb(self, line: str, how: t.Callable[[Call, Handler], Answer]) -> None:
        """Have the next call of this method and path answered otherwise."""
        self.faults.append((line, how))

    def admin(self, call: Call) -> Answer:
        """Answer on the admin port."""
        for fault in self.faults:
            if fault[0] == call.line:
                self.faults.remove(fault)
                return fault[1](call, self._admin)
        return self._admin(call)

    def _admin(self, call: Call) -> Answer:
        if call.path == "/version":
            return Answer(200, {"version": self.reported})
        if call.path in ("/health/alive", "/health/ready"):
            return Answer(200, {"status": "ok"})
        if call.path == (self.prefix + "/metrics/prometheus"):
            return Answer(200, '# TYPE go_goroutines gauge\ngo_goroutines 19\nhits_total{path="/a b"} 3\n')
        if call.line == "GET %s/clients" % self.prefix:
            return self._list(call)
        if call.line == "POST %s/clients" % self.prefix:
            return self._create(call.json)
        if call.path.startswith(self.prefix + "/keys/"):
            status, body = self.keys.answer(call.method, call.path[len(self.prefix + "/keys/") :], call.text)
            return Answer(status, body) if body is not None or status == 204 else route_404("text")
        if call.line == "GET %s/trust/grants/jwt-bearer/issuers" % self.prefix and self.version >= (1, 11):
            wanted = call.query.get("issuer")
            return Answer(200, [row for row in self.keys.grants if wanted in (None, row["issuer"])])
        found = re.match("^%s/clients/([^/]+)/secrets/rotate$" % self.prefix, call.path)
        if found and self.version >= (26, 3):
            return self._rotation(call.method, unquote(found.group(1)))
        found = re.match("^%s/clients/([^/]+)$" % self.prefix, call.path)
        if not found:
            return route_404("text" if self.version >= (25,) else "dict" if self.version >= (1, 11) else "old")
        return self._one(call, unquote(found.group(1)))

    def _rotation(self, method: str, client_id: str) -> Answer:
        if client_id not in self.clients:
            return resource_404()
        old = self.old_secrets.setdefault(client_id, [])
        if method == "DELETE":
            del old[:]
            return Answer(200, self.clients[client_id])
        old.append(self.secrets[client_id])
        del old[:-5]
        self.made += 1
        self.secrets[client_id] = "made-by-the-server-%d" % self.made
        return Answer(200, dict(self.clients[client_id], client_secret=self.secrets[client_id]))

    def _one(self, call: Call, client_id: str) -> Answer:
        if client_id not in self.clients:
            if call.method == "GET" and (1, 3) <= self.version < (1, 11):
                sentence = (
                    "The requested OAuth 2.0 client does not exist or you did not provide the necessary credentials"
                )
                return Answer(401, {"error": "The request could not be authorized", "error_description": sentence})
            if call.method == "DELETE" and self.version < (1, 9):
                return Answer(204)
            return resource_404()
        if call.method == "GET":
            return Answer(200, self.clients[client_id])
        if call.method == "DELETE":
            del self.clients[client_id]
            return Answer(204)
        document = call.json
        problem = self.problem(document)
        if problem:
            return Answer(400, {"error": "invalid_client_metadata", "error_description": problem})
        if document.get("client_secret"):
            self.secrets[client_id] = document["client_secret"]
            self.old_secrets.pop(client_id, None)
        created = self.clients[client_id]["created_at"]
        self.clients[client_id] = dict(self.stored(document), client_id=client_id, created_at=created)
        return Answer(200, dict(self.clients[client_id], **self._echo(document)))

    def _create(self, document: Document) -> Answer:
        if (2, 0) <= self.version < (2, 2) and document.get("client_id"):
            sentence = "It is no longer possible to set an OAuth2 Client ID"
            return Answer(400, {"error": "The request was malformed", "error_description": sentence})
        problem = self.problem(document)
        if problem:
            return Answer(400, {"error": "invalid_client_metadata", "error_description": problem})
        self.made += 1
        client_id = document.get("client_id") or "00000000-0000-4000-8000-%012d" % self.made
        if client_id in self.clients:
            sentence = "Unable to insert or update resource because a resource with that value exists already"
            return Answer(409, {"error": sentence, "error_description": ""})
        self.secrets[client_id] = document.get("client_secret") or "made-by-the-server"
        self.clients[client_id] = dict(self.stored(document), client_id=client_id, created_at="2026-11-21T00:00:00Z")
        echo = self._echo(dict(document, client_secret=self.secrets[client_id]))
        if document.get("token_endpoint_auth_method") == "none":
            echo = {}
        lists: Document = {name: None for name in _LISTS[:4] if not self.clients[client_id][name]}
        token = {"registration_access_token": "registration-token-of-" + client_id} if self.version >= (1, 11) else {}
        return Answer(201, dict(self.clients[client_id], **echo, **lists, **token))

    @staticmethod
    def _echo(document: Document) -> Document:
        return {"client_secret": document["client_secret"]} if document.get("client_secret") else {}

    def problem(self, document: Document) -> t.Optional[str]:
        """Return what this server refuses a document for."""
        if len(document.get("client_secret") or "123456") < 6:
            return "Field client_secret must contain a secret that is at least 6 characters long."
        sources = bool(document.get("jwks_uri")) + (document.get("jwks") is not None)
        if sources == 2 and (document["jwks"] != {} or self.version < (25,)):
            return "Fields jwks and jwks_uri can not both be set, you must choose one."
        if any("#" in uri for uri in document.get("redirect_uris") or ()):
            return "Redirect URIs must not contain fragments (#)."
        return None

    def lifespans(self) -> t.List[str]:
        """Return the lifespans that this version has."""
        if self.version < (1, 11, 9):
            return []
        return _LIFESPANS + (_DEVICE if self.version >= (25, 4) else []) + (_PASSWORD if self.version < (2,) else [])

    def stored(self, sent: Document) -> Document:
        """Return what GET shows of a document that was sent; members that it lacks are at their defaults."""
        shown: Document = {name: sent.get(name) or "" for name in _TEXTS}
        shown.update({name: sent.get(name) or [] for name in _LISTS})
        shown["scope"] = sent.get("scope") or "offline_access offline openid"
        shown["subject_type"] = sent.get("subject_type") or "public"
        shown["token_endpoint_auth_method"] = sent.get("token_endpoint_auth_method") or "client_secret_basic"
        shown["userinfo_signed_response_alg"] = sent.get("userinfo_signed_response_alg") or "none"
        shown["client_secret_expires_at"] = 0
        shown["updated_at"] = "2026-11-21T00:00:00Z"
        shown["jwks"] = sent.get("jwks") or {}
        shown["metadata"] = sent.get("metadata", {})
        for name in _OMITTED:
            if sent.get(name) and not (name == "access_token_strategy" and self.version < (2, 1)):
                shown[name] = sent[name]
        for name in self.lifespans():
            value = sent.get(name)
            shown[name] = None if value is None else go_duration(value)
        if self.version >= (2, 1):
            shown["skip_consent"] = bool(sent.get("skip_consent"))
        if self.version >= (2, 2):
            shown["skip_logout_consent"] = sent.get("skip_logout_consent")
        # A member of some future version, which neither this model nor the collection knows.
        if "member_of_the_future" in sent:
            shown["member_of_the_future"] = sent["member_of_the_future"]
        return shown

    def _list(self, call: Call) -> Answer:
        rows = [self.clients[name] for name in sorted(self.clients)]
        if self.version >= (1, 10, 5):
            for name in ("owner", "client_name"):
                if call.query.get(name):
                    rows = [row for row in rows if row[name] == call.query[name]]
        # Whatever the filter, it is the number of all.
        total = {"X-Total-Count": str(len(self.clients))} if (1, 8, 5) <= self.version < (25,) else {}
        if self.version < (2,):
            offset, size = int(call.query.get("offset", "0")), min(int(call.query.get("limit", "100")), 500)
            return Answer(200, rows[offset : offset + size], total)
        size = min(int(call.query.get("page_size", "100")), 500)
        token = call.query.get("page_token", "")
        if self.version < (25,):
            offset = 0
            if token:
                offset = int(
                    json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii"))["offset"]
                )
            return Answer(200, rows[offset : offset + size], total)
        offset = int(token[len("opaque-") :]) if token else 0
        links = ['</admin/clients?page_size=%d&page_token=>; rel="first"' % size]
        if offset + size < len(rows):
            links.append('</admin/clients?page_size=%d&page_token=opaque-%d>; rel="next"' % (size, offset + size))
        return Answer(200, rows[offset : offset + size], {"Link": ",".join(links)})

    def public(self, call: Call) -> Answer:
        """Answer on the public port."""
        for fault in self.faults:
            if fault[0] == call.line:
                self.faults.remove(fault)
                return fault[1](call, self._public)
        return self._public(call)

    def _public(self, call: Call) -> Answer:
        if call.line.startswith("GET /oauth2/register/") and self.version >= (1, 11):
            return Answer(401 if self.registration else 404, {"error": "The request could not be authorized"})
        if call.line != "POST /oauth2/revoke":
            return route_404()
        refusal = Answer(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        form = call.form
        basic = call.headers.get("Authorization", "")
        if basic.startswith("Basic "):
            name, _colon, secret = base64.b64decode(basic[6:]).decode("ascii").partition(":")
            name, secret, method = unquote_plus(name), unquote_plus(secret), "client_secret_basic"
        else:
            name, secret, method = form.get("client_id", ""), form.get("client_secret", ""), "client_secret_post"
            if self.version < (1, 6):
                name, secret = unquote_plus(name), unquote_plus(secret)
        client = self.clients.get(name)
        if (
            client is None
            or client["token_endpoint_auth_method"] != method
            or secret not in (self.secrets[name], *self.old_secrets.get(name, ()))
            or "token" not in form
        ):
            return refusal
        return Answer(200)


def lost_after(call: Call, handler: Handler) -> Answer:
    """Do it, and lose the reply."""
    handler(call)
    raise reset()


def lost_before(call: Call, handler: Handler) -> Answer:
    """Lose the connection before anything is done."""
    raise reset()


def answering(answer: Answer) -> t.Callable[[Call, Handler], Answer]:
    """Answer this instead."""
    return lambda _call, _handler: answer
