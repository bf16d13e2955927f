# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Which texts are secret: what a task, its environment or a request names as a secret, in any shape. Pure.

A secret is found by its name, wherever it is: in lists of lists, in JSON or Python text, in ``key=value`` text, in text
that was cut off. Metadata, claims and context are data, whatever their members are called.
"""

from __future__ import annotations

import ast
import base64
import binascii
import contextlib
import functools
import json
import re
import typing as t
from html import escape
from urllib.parse import quote, unquote

from .jwk import PRIVATE_JWK_MEMBERS

Options = t.Mapping[str, t.Mapping[str, t.Any]]  # an argument spec
Found = t.Tuple[str, str]  # the name of a secret, and the secret

_SECRET_NAME = re.compile(
    r"secret|passw|passphrase|token|challenge|verifier|user_?code|api_?key|private_?key|assertion|authorization|cookie"
    r"|credential|^pem$",
    re.IGNORECASE,
)
# Names that sound secret and are not, such as token_endpoint_auth_method, secret_file and return_secret.
_PLAIN_NAME = re.compile(
    r"_(?:file|dir|path|method|alg|lifespan|strategy|expires_at|audience|status|endpoint|ur[il]|type|id|age|supported)s?$"
    r"|^(?:update|return|rotate|retire)s?_",
    re.IGNORECASE,
)
_DATA = frozenset(("metadata", "prune_metadata", "session", "context"))
_KEYS = frozenset(("jwk", "jwks", "keys"))
_PUBLIC_JWK_MEMBERS = frozenset(
    ("kty", "kid", "use", "alg", "key_ops", "ext", "crv", "x", "y", "n", "e", "x5c", "x5t", "x5t#S256", "x5u")
)
_ADDRESS = re.compile(r"(?:^|_)(?:url|proxy)$", re.IGNORECASE)
_USER_AND_PASSWORD = re.compile(r"^\W*(?:[\w+.-]+:/*)?([^:@/]*):(.+)@")

# One "name: value" or "name=value" in a text that nothing can parse, the last one without an end.
# A name begins where a word does: begun at each character, a search takes the square of the length of a long word.
_PAIR = re.compile(
    r"""["']?(?<![\w.-])([\w.-]+)["']?\s*[:=]\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|'((?:[^'\\]|\\.)*)(?:'|\\?$)|([^\s,;}\]"']+))"""
)
_WORD = re.compile(r"""[^\s,;:={}\[\]"']+""")

HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 9110 section 5.1
_CREDENTIAL_HEADER = re.compile(
    r"auth|cookie|token|key|secret|pass|credential|signature|session|jwt|bearer|assertion|csrf|xsrf", re.IGNORECASE
)
_PLAIN_HEADER = re.compile(
    r"x-forwarded-.*|forwarded|x-real-ip|host|accept.*|user-agent|via|origin|referer|date|from|content-.*|cache-control"
    r"|pragma|connection|te|dnt|x-requested-with|(?:x-)?(?:request|correlation|trace)-id|traceparent|tracestate|x-b3-.*",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\W*(basic|bearer|token|digest|negotiate|apikey)\s+([^\s\"',]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/.*)?")
_GENERATED = 16  # characters: a value of a header of unknown name that is as long and has letters and digits is secret

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
_PEM_LINE = 16  # characters of a line of PEM that are worth hiding alone


@functools.lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether what has this name is a secret."""
    return bool(_SECRET_NAME.search(name)) and not _PLAIN_NAME.search(name)


def secrets_of_task(
    params: t.Mapping[str, t.Any], spec: Options, environment: t.Mapping[str, str]
) -> t.Iterator[Found]:
    """Yield the secrets of a task, before anything was validated.

    :param spec: the argument spec, which says of an option that it is free text, and so need not be looked into
    :param environment: of which variables named HYDRA_... and ..._PROXY count
    """
    given: t.List[t.Tuple[str, str, t.Any]] = [(str(name), str(name), value) for name, value in params.items()]
    for variable, value in environment.items():
        if variable.upper().startswith("HYDRA_"):
            given.append((variable, variable[6:].lower(), value))
        elif variable.upper().endswith("_PROXY"):
            given.append((variable, variable, value))
    users, passwords = [""], []
    for label, name, value in given:
        walk = _Walk(True, label if label != name else None)
        walk.named(name, value, spec.get(name))
        yield from walk.found
        if _ADDRESS.search(name):
            for text in _leaves(value):
                yield from _of_address(label, text)
        if name == "username":
            users += list(_leaves(value))
        elif name == "password":
            passwords += list(_leaves(value))
    for user in users:
        for password in passwords:
            yield "password", basic_credentials(user, password)


def secrets_of_request(
    document: t.Any, form: t.Optional[t.Mapping[str, str]], basic: t.Optional[t.Tuple[str, str]]
) -> t.Iterator[Found]:
    """Yield the secrets of a request as they are sent, which may be spelled otherwise than they were given."""
    walk = _Walk(False)
    for part in (document, form):
        walk.named("", part, None)
    yield from walk.found
    if basic is not None:
        yield "client_secret", basic[1]
        yield "client_secret", basic_credentials(*basic)


def basic_credentials(user: str, password: str) -> str:
    """Return what HTTP Basic authentication makes of user and password (RFC 7617)."""
    return base64.b64encode(("%s:%s" % (user, password)).encode("utf-8", "surrogatepass")).decode("ascii")


def forms_of(secret: str) -> t.Set[str]:
    """Return the spellings in which a secret may come back: escaped or percent-encoded, once or twice, and base64."""
    found = {secret, secret.strip(), " ".join(secret.split())}
    if "\n" in secret:
        found.update(line.strip() for line in secret.splitlines() if len(line.strip()) >= _PEM_LINE)
    for text in set(found):
        raw = text.encode("utf-8", "surrogatepass")
        found.update(encode(raw).decode("ascii").rstrip("=") for encode in (base64.b64encode, base64.urlsafe_b64encode))
        if not _UNRESERVED.fullmatch(text):
            once = {encode(text) for encode in _ENCODINGS}
            found.update(once, (encode(form) for form in once for encode in _ENCODINGS))
    return found - {""}


def _percent(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


_ENCODINGS: t.Tuple[t.Callable[[str], str], ...] = (
    _percent,
    lambda text: re.sub("%..", lambda code: code.group().lower(), _percent(text)),
    lambda text: _percent(text).replace("%20", "+"),
    lambda text: _percent(text).replace("%2F", "/"),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: re.sub(
        "[<>&]", lambda sign: "\\u%04x" % ord(sign.group()), json.dumps(text, ensure_ascii=False)[1:-1]
    ),
    lambda text: repr(text)[1:-1],
    escape,
)


class _Walk:
    """A way through a value to everything in it that is secret.

    :param scans: texts are looked into: they may be structures that were written as text
    :param label: what all secrets are called, instead of their own names
    :ivar found: what was found so far; a list, as a generator in a generator for each value takes twice the time
    """

    def __init__(self, scans: bool, label: t.Optional[str] = None) -> None:
        self.scans = scans
        self.label = label
        self.found: t.List[Found] = []

    def _note(self, name: str, text: str) -> None:
        self.found.append((self.label or name, text))

    def named(self, name: str, value: t.Any, spec: t.Optional[t.Mapping[str, t.Any]], is_key: bool = False) -> None:
        """Find the secrets of a value that has a name.

        :param spec: what the argument spec says of it, if it knows it
        :param is_key: it is a part of what is meant as a JSON Web Key
        """
        if value is None or isinstance(value, bool) or (name in _DATA and not is_key):
            return
        if name == "headers" and self.scans:
            for header, text in _of_headers(value):
                self._note(header, text)
        elif _is_secret(name, spec) or (is_key and name in PRIVATE_JWK_MEMBERS):
            for text in _secret_leaves(value):
                if not _is_public_pem(text):
                    self._note(name, text)
                    self._of_pem(name, text)
        else:
            self._of_value(name, value, spec, is_key or name in _KEYS)

    def _of_value(self, name: str, value: t.Any, spec: t.Optional[t.Mapping[str, t.Any]], is_key: bool) -> None:
        if isinstance(value, dict):
            options: Options = (spec or {}).get("options") or {}
            is_key = is_key or isinstance(value.get("kty"), str)
            for key, item in value.items():
                if item is not None:
                    self.named(str(key), item, options.get(key), is_key)
                elif not str(key).isidentifier():  # a structure that became a key
                    self._of_value(name, str(key), spec, is_key)
        elif isinstance(value, (list, tuple, set)):
            for item in value:
                self._of_value(name, item, spec, is_key)
        elif isinstance(value, str):
            self._of_pem(name, value)
            if self.scans and (is_key or not _is_free_text(spec)):
                self._of_text(name, value, spec, is_key)

    def _of_text(self, name: str, text: str, spec: t.Optional[t.Mapping[str, t.Any]], is_key: bool) -> None:
        structure = parsed_text(text)
        if structure is not None:
            self._of_value(name, structure, spec, is_key)
            return
        for pair in _PAIR.finditer(text):
            key, double, single, bare = pair.groups()
            if not is_secret_name(key) and not (is_key and key in PRIVATE_JWK_MEMBERS):
                continue
            if bare is not None and bare[0] in "{[":  # a structure that was cut off: whatever is in it
                for word in _WORD.findall(text[pair.start(4) :]):
                    self._note(key, word)
                return
            raw = double if double is not None else single if single is not None else bare
            for spelling in (raw, _unescaped(raw)):
                if spelling:
                    self._note(key, spelling)

    def _of_pem(self, name: str, text: str) -> None:
        """Find the lines of a private key in PEM, too: an error that quotes YAML would show single ones."""
        if "PRIVATE KEY" in text:
            self._note(name, text)
            for line in re.split(r"\s+|\\n", text):
                if len(line) >= _PEM_LINE and "-----" not in line:
                    self._note(name, line)


def _is_secret(name: str, spec: t.Optional[t.Mapping[str, t.Any]]) -> bool:
    if spec is None:
        return is_secret_name(name)
    if spec.get("no_log") is not None:
        return bool(spec["no_log"])
    return spec.get("type", "str") == "str" and is_secret_name(name)


def _is_free_text(spec: t.Optional[t.Mapping[str, t.Any]]) -> bool:
    """Tell whether an option is one text, or a list of texts, of any content: what is in there is data."""
    if spec is None:
        return False
    kind = spec.get("elements", "str") if spec.get("type") == "list" else spec.get("type", "str")
    return kind in ("str", "path") and not spec.get("choices")


def _leaves(value: t.Any) -> t.Iterator[str]:
    """Yield every text and number in a value, as a text, and keys without a value, as YAML gives for ``{secret}``."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(key if item is None else item)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool) and str(value).strip():
        yield str(value)


def _secret_leaves(value: t.Any) -> t.Iterator[str]:
    """Yield every text in a secret, but of a JSON Web Key not what is public: words such as RSA are data elsewhere."""
    key = parsed_text(value) if isinstance(value, str) else value
    if isinstance(key, dict) and isinstance(key.get("kty"), str):
        yield from _leaves({name: item for name, item in key.items() if name not in _PUBLIC_JWK_MEMBERS})
    if key is not value or not isinstance(key, dict) or not isinstance(key.get("kty"), str):
        yield from _leaves(value)


def parsed_text(text: str) -> t.Any:
    """Return the structure that a text is, as JSON or as Python writes it; None where it is none."""
    if text.lstrip()[:1] not in ("{", "[", "("):
        return None
    readers: t.Tuple[t.Callable[[str], t.Any], ...] = (json.loads, ast.literal_eval)
    for read in readers:
        try:
            found = read(text.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        if isinstance(found, (dict, list, tuple, set)):
            return found
    return None


def _unescaped(text: str) -> str:
    try:
        return str(json.loads('"%s"' % text))
    except ValueError:
        return re.sub(r"\\(.)", r"\1", text)


def _is_public_pem(text: str) -> bool:
    return "-----BEGIN " in text and "PRIVATE KEY" not in text


def _of_address(name: str, text: str) -> t.Iterator[Found]:
    """Yield the password of an address, and what is sent of it."""
    found = _USER_AND_PASSWORD.search(text)
    if found:
        user, password = found.groups()
        for spelling in (password, unquote(password)):
            yield name, spelling
            yield name, basic_credentials(unquote(user), spelling)


def _of_headers(value: t.Any) -> t.Iterator[Found]:
    """Yield the values of those headers that are credentials; of what is no dictionary, everything."""
    if isinstance(value, dict):
        for name, item in value.items():
            stray = _looks_generated(str(name)) and "-" not in str(name)
            if stray or not HEADER_NAME.fullmatch(str(name)):  # a value that got there
                yield "headers", str(name)
                yield from _of_headers(str(name))
            for text in _leaves(item):
                if is_credential_header(str(name), text):
                    yield "headers.%s" % name, text
                    yield from _parts_of_header("headers.%s" % name, text)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _of_headers(item)
    elif value is not None and not isinstance(value, bool):
        text = str(value)
        structure = parsed_text(text)
        if structure is not None:
            yield from _of_headers(structure)
            return
        pairs = [
            (one.group(1), next((part for part in one.groups()[1:] if part is not None), ""))
            for one in _PAIR.finditer(text)
        ]
        yield from _of_headers(dict(pairs))
        line = re.match(r"([\w-]+):\s+(.+)", text)
        if line:
            yield from _of_headers({line.group(1): line.group(2)})
        if not pairs or text.lstrip()[:1] in "{[":
            yield "headers", text
            for word in _WORD.findall(text):
                if len(word) >= _GENERATED // 2 and not is_secret_name(word):
                    yield "headers", word


def is_credential_header(name: str, value: str) -> bool:
    """Tell whether a header is a credential: by its name, or where that says nothing, by the looks of its value."""
    if _PLAIN_HEADER.fullmatch(name):
        return False
    if _CREDENTIAL_HEADER.search(name) or _SCHEME.match(value):
        return True
    return any(_looks_generated(word) for word in _WORD.findall(value)) and "://" not in value


def _looks_generated(word: str) -> bool:
    mixed = re.search(r"\d", word) and re.search(r"[A-Za-z]", word)
    return len(word) >= _GENERATED and bool(mixed) and not _HOST.fullmatch(word)


def _parts_of_header(name: str, text: str) -> t.Iterator[Found]:
    scheme = _SCHEME.match(text)
    if scheme:
        yield name, scheme.group(2)
        if scheme.group(1).lower() == "basic":
            with contextlib.suppress(binascii.Error, ValueError):
                yield name, base64.b64decode(scheme.group(2) + "==").decode("utf-8").partition(":")[2]
    for word in _WORD.findall(text):
        if _looks_generated(word):
            yield name, word
    if "cookie" in name.lower():
        for cookie in re.findall(r"[^=;\s]+=([^;\s]+)", text):
            yield name, cookie
