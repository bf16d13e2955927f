# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a server refuses of a client, and what it takes although it probably is a mistake. Pure."""

from __future__ import annotations

import difflib
import json
import re
import typing as t
from dataclasses import dataclass

from .._server.admin_api import Document
from .._values import go_jose
from .._values.go_url import GO, UrlError, parse
from .._values.versions import ALWAYS, Range
from .client_fields import FIELDS
from .fields import JWK_SET, ORIGINS, STRING_SET


@dataclass(frozen=True)
class Rule:
    """Something that the server checks, or that is worth a warning.

    :param check: gets the whole document as it would be sent; returns a sentence where the rule is broken
    :param where: the versions that have the rule
    """

    check: t.Callable[[Document], t.Optional[str]]
    where: Range = ALWAYS


Check = t.Callable[[Document], t.Optional[str]]


_SIGNING_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


def _joined(sentences: t.Iterable[t.Optional[str]]) -> t.Optional[str]:
    """Return all that is wrong, as one sentence."""
    return "; ".join(sentence for sentence in sentences if sentence) or None


def _url_problem(name: str, url: str, request: bool, go: int) -> t.Optional[str]:
    """Return why a server cannot read a URL."""
    try:
        parse(url, request, go)
    except UrlError as error:
        return "%s: %s %s" % (name, _quoted(url), error)
    return None


def _quoted(url: str) -> str:
    """Return a URL for a sentence: without a password, and without line breaks."""
    return json.dumps(re.sub(r"//[^/?#]*@", "//...@", url), ensure_ascii=False)


def _redirect_uris(client: Document) -> t.Optional[str]:
    uris = client.get("redirect_uris") or ()
    return _joined("redirect_uris must not contain fragments (#): %s" % _quoted(uri) for uri in uris if "#" in uri)


def _readable_redirect_uris(go: int) -> Check:
    def check(client: Document) -> t.Optional[str]:
        uris = client.get("redirect_uris") or ()
        return _joined(_url_problem("redirect_uris", uri, True, go) for uri in uris)

    return check


def _readable_after_logout(go: int) -> Check:
    def check(client: Document) -> t.Optional[str]:
        return _joined(_url_problem(_AFTER_LOGOUT, uri, True, go) for uri in client.get(_AFTER_LOGOUT) or ())

    return check


def _allowed_after_logout(go: int) -> Check:
    def check(client: Document) -> t.Optional[str]:
        uris = client.get(_AFTER_LOGOUT) or ()
        allowed = _places(client.get("redirect_uris") or (), go) if uris else set()
        return _joined(_problem_after_logout(uri, allowed, go) for uri in uris)

    return check


_AFTER_LOGOUT = "post_logout_redirect_uris"


_Place = t.Tuple[str, bytes, bytes]


def _problem_after_logout(uri: str, allowed: t.Set[_Place], go: int) -> t.Optional[str]:
    try:
        place = parse(uri, True, go).place
    except UrlError:  # another rule says so
        return None
    if place in allowed:
        return None
    told = (_AFTER_LOGOUT, _quoted(uri))
    sentence = "%s: %s does not share scheme, host and port with any of redirect_uris" % told
    if _case_folded(place) in map(_case_folded, allowed):
        sentence += " (Hydra compares hosts case-sensitively: write it as in redirect_uris)"
    return sentence


def _case_folded(place: _Place) -> t.Tuple[str, str, bytes]:
    scheme, host, port = place
    return scheme, host.decode("utf-8", "replace").casefold(), port


def _places(uris: t.Iterable[str], go: int) -> t.Set[_Place]:
    found = set()
    for uri in uris:
        try:
            found.add(parse(uri, True, go).place)
        except UrlError:  # another rule says so
            continue
    return found


def _key_sources(client: Document) -> t.Optional[str]:
    if client.get("jwks_uri") and client.get("jwks"):
        return "jwks and jwks_uri cannot both be set"
    return None


def _private_key_jwt(client: Document) -> t.Optional[str]:
    if (
        client.get("token_endpoint_auth_method") == "private_key_jwt"
        and not client.get("jwks_uri")
        and not client.get("jwks")
    ):
        return "token_endpoint_auth_method private_key_jwt needs jwks or jwks_uri"
    return None


def _signing_algorithm(client: Document) -> t.Optional[str]:
    algorithm = client.get("token_endpoint_auth_signing_alg")
    if (
        client.get("token_endpoint_auth_method") == "private_key_jwt"
        and algorithm
        and algorithm not in _SIGNING_ALGORITHMS
    ):
        return "token_endpoint_auth_signing_alg must be one of %s, not %s" % (", ".join(_SIGNING_ALGORITHMS), algorithm)
    return None


def _symmetric_keys(client: Document) -> t.Optional[str]:
    if any(key.get("kty") == "oct" for key in (client.get("jwks") or {}).get("keys") or ()):
        return "jwks must not contain symmetric keys (kty oct)"
    return None


def _pairwise(client: Document) -> t.Optional[str]:
    if client.get("subject_type") == "pairwise" and client.get("access_token_strategy") == "jwt":
        return "subject_type=pairwise cannot be used with access_token_strategy=jwt"
    return None


def _each_key(check: t.Callable[[t.Any], t.Optional[str]]) -> Check:
    def rule(client: Document) -> t.Optional[str]:
        keys = enumerate((client.get("jwks") or {}).get("keys") or ())
        problems = ((number, key, check(key)) for number, key in keys)
        return _joined(
            "jwks: %s %s" % (go_jose.name_of(number, key), problem) for number, key, problem in problems if problem
        )

    return rule


def _cors_origins(go: int) -> Check:
    def check(client: Document) -> t.Optional[str]:
        return _joined(_problem_of_origin(origin, go) for origin in client.get("allowed_cors_origins") or ())

    return check


def _problem_of_origin(origin: str, go: int) -> t.Optional[str]:
    try:
        url = parse(origin, go=go)
    except UrlError as error:
        more = "; only the host can be *" if ":*" in origin else ""
        return "allowed_cors_origins: %s %s%s" % (_quoted(origin), error, more)
    if url.scheme not in ("http", "https"):
        return "allowed_cors_origins must start with https:// or http:// and a host: %s" % _quoted(origin)
    if url.user:
        return "allowed_cors_origins must not contain a user name and password: %s" % _quoted(origin)
    if url.query or url.fragment or url.has_path:
        return "allowed_cors_origins must have no path, query or fragment: %s" % _quoted(origin)
    return None


def _sector_identifier_uri(go: int) -> Check:
    def check(client: Document) -> t.Optional[str]:
        uri = client.get("sector_identifier_uri")
        try:
            if uri and parse(uri, go=go).scheme != "https":
                return "sector_identifier_uri must be an https:// URL: %s" % _quoted(uri)
        except UrlError as error:
            return "sector_identifier_uri: %s %s" % (_quoted(str(uri)), error)
        return None

    return check


def _web_page(name: str) -> t.Callable[[int], Check]:
    def made(go: int) -> Check:
        def check(client: Document) -> t.Optional[str]:
            return _problem_of_page(name, client[name], go) if client.get(name) else None

        return check

    return made


def _problem_of_page(name: str, url: str, go: int) -> t.Optional[str]:
    problem = _url_problem(name, url, True, go)
    if problem is None and parse(url, True, go).scheme not in ("http", "https"):
        return "%s must be an https:// or http:// URL: %s" % (name, _quoted(url))
    return problem


_LISTS = tuple(field.name for field in FIELDS if field.kind in (STRING_SET, ORIGINS))


def _split_at_pipes(name: str) -> Check:
    def check(client: Document) -> t.Optional[str]:
        if any("|" in item for item in client.get(name) or ()):
            return "%s must not contain the character |: this Hydra splits entries at it" % name
        return None

    return check


def _stored_otherwise(name: str) -> Check:
    def check(client: Document) -> t.Optional[str]:
        wanted = [entry for entry in client.get(name) or () if entry]
        if _stored(wanted) != wanted:
            return (
                "%s has entries that this Hydra would store differently: they contain | or \\ side by side "
                "or at the end" % name
            )
        return None

    return check


def _stored(entries: t.Sequence[str]) -> t.List[str]:
    """Return a list as it comes back from one text: | stands between entries, and has a \\ before it within one."""
    found, escaped = [""], False
    for sign in "|".join(entry.replace("|", "\\|") for entry in entries):
        if sign == "|" and not escaped:
            found.append("")
            continue
        found[-1] += sign
        if sign != "|":
            escaped = sign == "\\" and not escaped
    return [entry.replace("\\|", "|") for entry in found if entry]


def _by_go(made: t.Callable[[int], Check], where: Range = ALWAYS) -> t.Tuple[Rule, ...]:
    """Return a rule for each Go that reads the URLs in the range."""
    return tuple(Rule(made(go), where & span) for go, span in GO)


RULES = (
    Rule(_redirect_uris),
    *_by_go(_readable_redirect_uris, Range("1.0.0-rc.9")),
    *_by_go(_readable_after_logout, Range("1.0.0-rc.10")),
    *_by_go(_allowed_after_logout, Range("1.0.0-rc.10")),
    Rule(_key_sources),
    Rule(_private_key_jwt),
    Rule(_signing_algorithm, Range("1.8.5")),
    *(Rule(_each_key(check), where) for check, where in go_jose.CHECKS),
    Rule(_symmetric_keys, Range("2.2.0")),
    Rule(_pairwise, Range("2.1.0")),
    *_by_go(_cors_origins),
    *_by_go(_sector_identifier_uri),
    *_by_go(_web_page("tos_uri"), Range("25.4.0")),
    *_by_go(_web_page("client_uri"), Range("26.2.0")),
    *_by_go(_web_page("logo_uri"), Range("26.2.0")),
    *_by_go(_web_page("policy_uri"), Range("26.2.0")),
    *(Rule(_split_at_pipes(name), Range(None, "1.11.0")) for name in _LISTS),
    *(Rule(_stored_otherwise(name), Range("1.11.0", "2.0.0")) for name in _LISTS),
)


_GRANT_TYPES = (
    "authorization_code",
    "client_credentials",
    "implicit",
    "password",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
)


_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")


def _grant_types(client: Document) -> t.Optional[str]:
    unknown = sorted(set(client.get("grant_types") or ()) - set(_GRANT_TYPES))
    return _joined(_unknown_value("grant_types", value, _GRANT_TYPES) for value in unknown)


def _auth_method(client: Document) -> t.Optional[str]:
    method = client.get("token_endpoint_auth_method")
    if method and method not in _AUTH_METHODS:
        return _unknown_value("token_endpoint_auth_method", method, _AUTH_METHODS)
    return None


def _unknown_value(name: str, value: str, known: t.Sequence[str]) -> str:
    near = difflib.get_close_matches(value, known, 1)
    return "%s: unknown value %s%s" % (name, value, " (did you mean %s?)" % near[0] if near else "")


def _private_keys(client: Document) -> t.Optional[str]:
    return (
        "jwks contains a private key; the server needs only public keys"
        if JWK_SET.secrets(client.get("jwks"))
        else None
    )


_REDIRECTING = ("authorization_code", "implicit")  # RFC 6749 section 3.1.2: both answer through the browser


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # RFC 3986 section 4.3


def _no_redirect_uris(client: Document) -> t.Optional[str]:
    grants = [one for one in _REDIRECTING if one in (client.get("grant_types") or ())]
    if not grants or client.get("redirect_uris"):
        return None
    subject = "grant type %s needs" % grants[0] if len(grants) == 1 else "grant types %s need" % " and ".join(grants)
    return subject + " redirect_uris, and there are none: no application can log in"


def _relative_redirect_uris(client: Document) -> t.Optional[str]:
    relative = [uri for uri in client.get("redirect_uris") or () if not _ABSOLUTE.match(uri)]
    return _joined(
        "redirect_uris: %s is not an absolute URI, and Hydra refuses every login that uses it" % _quoted(uri)
        for uri in relative
    )


HINTS = (
    Rule(_grant_types),
    Rule(_auth_method),
    Rule(_private_keys),
    Rule(_no_redirect_uris),
    Rule(_relative_redirect_uris),
)
