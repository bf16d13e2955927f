# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The options that say which keys a JWK set should have, and what they mean."""

from __future__ import annotations

import datetime
import typing as t

from .._engine.model import attempt
from .._errors import UsageError
from .._values.durations import parse_span
from .._values.files import read_file, warn_of_readers
from .._values.jwk import (
    Jwk,
    default_algorithm,
    fits,
    is_private,
    is_symmetric,
    keys_of,
    kind_of_key,
    read_jwk,
    secrets_in,
    thumbprint,
)
from .._values.pem import read_key_text, read_pem
from .._values.structures import read_text
from .key_set import SIGNING_SETS, Key, bare, fold, leading
from .wish import ABSENT, ACTIVE, PRESENT, PUBLISHED, RETIRED, Rotation, SetWish, WantedKey

Options = t.Mapping[str, t.Any]

STATES = (PRESENT, PUBLISHED, ACTIVE, RETIRED, ABSENT)

_SOURCES = ("jwk", "pem", "key_file")

KEY_ARGUMENTS: t.Dict[str, t.Dict[str, t.Any]] = {
    "alg": {"type": "str"},
    "use": {"type": "str", "default": "sig"},
    "keep": {"type": "int", "no_log": False},
    "max_age": {"type": "str"},
    "rotation": {
        "type": "dict",
        "options": {
            "max_age": {"type": "str"},
            "publish_for": {"type": "str", "default": "1h"},
            "keep_for": {"type": "str", "default": "30d"},
            "start": {"type": "bool", "default": False},
        },
    },
    "jwks": {"type": "dict"},
    "keys": {
        "type": "list",
        "elements": "dict",
        "no_log": False,
        "options": {
            "kid": {"type": "str"},
            "state": {"type": "str", "choices": list(STATES), "default": PRESENT},
            "alg": {"type": "str"},
            "use": {"type": "str"},
            "jwk": {"type": "dict"},
            "pem": {"type": "str", "no_log": True},
            "key_file": {"type": "path", "no_log": False},
            "passphrase": {"type": "str", "no_log": True},
        },
        "mutually_exclusive": [_SOURCES],
    },
    "exact": {"type": "bool", "default": False},
    "keep_kid_prefix": {"type": "bool", "default": False},
}


def adapt_options(options: t.Dict[str, t.Any]) -> None:
    """Put a set as people have it into the terms of its options, in place.

    Such as the answer of the server, whose list ``keys`` has the keys themselves, or the result of a module.
    """
    for name in ("key_states", "entry"):
        options.pop(name, None)
    _without_empty(options, "alg", "max_age")
    keys = read_text(options.get("keys"))
    if not isinstance(keys, list):
        return
    items = [read_text(item) for item in keys]
    bare = [isinstance(item, dict) and "kty" in item and not item.keys() & {*_SOURCES, "state"} for item in items]
    if items and all(bare) and "jwks" not in options:
        options["jwks"] = {"keys": items}
        del options["keys"]
        return
    options["keys"] = [_wrapped(item) if isinstance(item, dict) else item for item in items]


def _wrapped(item: t.Dict[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return an entry of keys; one that is a key itself has it as its jwk."""
    if "kty" in item and not item.keys() & set(_SOURCES):
        wrapped: t.Dict[str, t.Any] = {"jwk": {name: part for name, part in item.items() if name != "state"}}
        return dict(wrapped, state=item["state"]) if "state" in item else wrapped
    wrapped = dict(item)
    _without_empty(wrapped, "alg", "use", "pem", "key_file", "passphrase")
    return wrapped


def _without_empty(options: t.Dict[str, t.Any], *names: str) -> None:
    """Take an empty text, which a survey gives for a question without an answer, for an option that is not given."""
    for name in names:
        if options.get(name) == "":
            del options[name]


def wish_of(
    options: Options,
    force: bool,
    hide: t.Callable[[t.Iterable[str]], None],
    warn: t.Callable[[str], None],
    broken: t.AbstractSet[str] = frozenset(),
) -> t.Tuple[SetWish, t.List[str]]:
    """Return what the options of one set mean, and what of them cannot be right; reads the key files that they name.

    :param hide: has texts masked in whatever the task prints
    :param warn: warns the user
    :param broken: the options that cannot be used, as is told already
    """
    if options["state"] == "absent":
        return SetWish(absent=True, force=force), []
    keys: t.List[WantedKey] = []
    problems: t.List[str] = []
    for number, item in enumerate(options["keys"] or ()):
        if "keys[%d]" % number not in broken:
            keys += _wanted(item, "entry %d of keys" % (number + 1), hide, warn, problems)
    if options["jwks"] is not None:
        keys += _listed(options["jwks"], problems)
    lacking = bool(broken or problems)
    problems += _doubles(keys, bool(options["keep_kid_prefix"]))
    if options["set"] in SIGNING_SETS and sum(key.state == ACTIVE for key in keys) > 1:
        problems.append("only one of keys can be active where tokens are signed with the set")
    if options["exact"] and (options["alg"] or not (keys or lacking)):
        problems.append("exact=true needs the keys to keep, in keys or jwks, and cannot be combined with alg")
    if options["keep"] is not None and options["keep"] < 1:
        problems.append("keep must be at least 1, not %d" % options["keep"])
    max_age = attempt(problems, parse_span, "max_age", options["max_age"])
    rotation = _rotation(options["rotation"], problems)
    if rotation is not None and (options["use"] == "enc" or is_symmetric(None, options["alg"])):
        problems.append("rotation publishes keys that are to sign: it needs an alg with a public half, and use=sig")
    wish = SetWish(
        keys=tuple(keys),
        algorithm=options["alg"],
        use=options["use"] or "sig",
        keep=options["keep"],
        max_age=max_age,
        rotation=rotation,
        exact=bool(options["exact"]),
        keep_prefix=bool(options["keep_kid_prefix"]),
        force=force,
        whole=not (broken or problems),
    )
    return wish, problems


def _rotation(options: t.Optional[Options], problems: t.List[str]) -> t.Optional[Rotation]:
    """Return what the options of a rotation mean."""
    if options is None:
        return None

    def span(name: str) -> datetime.timedelta:
        return attempt(problems, parse_span, "rotation.%s" % name, options[name], True) or datetime.timedelta()

    max_age = None if options["max_age"] is None else span("max_age")
    return Rotation(max_age, span("publish_for"), span("keep_for"), bool(options["start"]))


def _listed(jwks: t.Any, problems: t.List[str]) -> t.List[WantedKey]:
    """Return the keys of a JSON Web Key Set that can be used."""
    try:
        found = keys_of(jwks)
    except ValueError as error:
        problems.append("jwks %s" % error)
        return []
    read: t.List[t.Tuple[int, Jwk]] = []
    for number, value in enumerate(found):
        try:
            read.append((number + 1, read_jwk(value)))
        except ValueError as error:
            problems.append("jwks contains a key, number %d, that %s" % (number + 1, error))
    wanted = []
    for key in fold(jwk for _number, jwk in read):
        number = next(number for number, jwk in read if jwk is leading(key.rows))
        wanted.append(attempt(problems, _with_key, {"state": PRESENT}, "key %d of jwks" % number, key))
    return [key for key in wanted if key is not None]


def _wanted(
    item: Options,
    place: str,
    hide: t.Callable[[t.Iterable[str]], None],
    warn: t.Callable[[str], None],
    problems: t.List[str],
) -> t.List[WantedKey]:
    """Return the keys of an entry that can be used."""
    kid = item["kid"]
    if kid == "":
        problems.append("%s: kid must not be empty" % place)
    source = next((name for name in _SOURCES if item[name] is not None), None)
    if source is None:
        if kid is None:
            problems.append("%s needs kid or the key itself (jwk, pem or key_file)" % place)
        if not kid:
            return []
        return [WantedKey(place, item["state"], bare(kid), item["alg"], item["use"], prefixed=bare(kid) != kid)]
    found = attempt(problems, _found, item, place, source, hide, warn) or []
    if len(found) > 1 and kid:
        problems.append("%s: kid cannot be given for the %d keys of key_file" % (place, len(found)))
    if kid == "" or (len(found) > 1 and kid):
        return []
    wanted = [attempt(problems, _with_key, item, place, key) for key in fold(found)]
    return [key for key in wanted if key is not None]


def _found(
    item: Options,
    place: str,
    source: str,
    hide: t.Callable[[t.Iterable[str]], None],
    warn: t.Callable[[str], None],
) -> t.List[Jwk]:
    try:
        if source == "jwk":
            return [read_jwk(item["jwk"])]
        if source == "pem":
            return [read_pem(item["pem"], item["passphrase"])]
        return _of_file(item, hide, warn)
    except ValueError as error:
        raise UsageError("%s: %s %s" % (place, source, error)) from None


def _of_file(item: Options, hide: t.Callable[[t.Iterable[str]], None], warn: t.Callable[[str], None]) -> t.List[Jwk]:
    path = item["key_file"]
    text = read_file("key_file", path)
    if text is None:
        raise UsageError("key_file %s does not exist" % path)
    hide(secrets_in(text))
    found = read_key_text(text, item["passphrase"])
    hide(secrets_in(found))
    if any(is_private(jwk) for jwk in found):
        warn_of_readers("key_file", path, warn)
    return found


def _with_key(item: Options, place: str, key: Key) -> WantedKey:
    jwk = key.jwk
    algorithm = item.get("alg") or jwk.get("alg") or default_algorithm(jwk)
    if algorithm is not None and not fits(jwk, algorithm):
        raise UsageError(
            "%s: alg %s needs %s, and this is one of kty %s%s"
            % (place, algorithm, kind_of_key(algorithm), jwk["kty"], " on %s" % jwk["crv"] if jwk.get("crv") else "")
        )
    use = item.get("use") or jwk.get("use") or "sig"
    kid = item.get("kid") or jwk.get("kid")
    declared = [name for name in ("alg", "use") if item.get(name) or jwk.get(name)]
    declared += [name for name in ("x5c", "x5t", "x5t#S256") if name in jwk]
    name = bare(kid) if kid else thumbprint(jwk)
    whole = dict(jwk, kid=name, use=use)
    if algorithm is not None:
        whole["alg"] = algorithm
    # To retire or remove a key, it is enough that it is the same: its own kid can be another one than in the set.
    named = bool(item.get("kid") or (kid and item["state"] not in (RETIRED, ABSENT)))
    prefixed = bare(item["kid"]) != item["kid"] if item.get("kid") else key.paired or name != kid
    return WantedKey(place, item["state"], name, algorithm, use, whole, named, bool(kid) and prefixed, tuple(declared))


def _doubles(keys: t.Sequence[WantedKey], keep_prefix: bool) -> t.Iterator[str]:
    """Yield what is named twice."""
    first: t.Dict[str, WantedKey] = {}
    for key in keys:
        names = [key.kid]
        if keep_prefix and key.raw is not None:  # by its name alone, it is whichever of the two is there
            names = [key.raw] if key.jwk is not None else [key.kid, key.raw]
        twins = [(name, first.setdefault(name, key)) for name in names]
        doubles = [
            '%s and %s are both key "%s"' % (one.place, key.place, name) for name, one in twins if one is not key
        ]
        yield from doubles[:1]
