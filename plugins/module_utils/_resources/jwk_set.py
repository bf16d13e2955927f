# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Key Sets (RFC 7517 section 5): their options, how they are read, and their plans as the engine's steps."""

from __future__ import annotations

import datetime
import secrets
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.ory.hydra.plugins.module_utils import (
    _go_jose,
    _key_calls,
    _key_plan,
    _key_set,
    _plan,
    _signing,
)
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._apply import in_parallel
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._generations import (
    KEY_ALGORITHMS,
    ServerVersion,
)
from ansible_collections.ory.hydra.plugins.module_utils._jwk import has_material, secrets_in
from ansible_collections.ory.hydra.plugins.module_utils._key_calls import Call, State, next_set
from ansible_collections.ory.hydra.plugins.module_utils._key_options import KEY_ARGUMENTS, adapt_options, wish_of
from ansible_collections.ory.hydra.plugins.module_utils._key_plan import KeyPlan, Wish
from ansible_collections.ory.hydra.plugins.module_utils._names import problem_of
from ansible_collections.ory.hydra.plugins.module_utils._plan import Change, Entry, Prune, Step, attempt, refuse, twice
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Given, Policy, Resource, Rules, Spec
from ansible_collections.ory.hydra.plugins.module_utils._signing import Traits

# What decides what becomes of each key: where one of these is given and cannot be used, nothing is certain of any.
_DECISIVE = frozenset(("set", "state", "force", "keep_kid_prefix"))


@dataclass(frozen=True)
class KeyView:
    """What is there.

    :param states: for each entry's position what is in its set, and what waits for it
    :param bound: for each entry's position the kids of keys that trusted issuers are bound to, where it matters
    :param now: the time at which that was read, in UTC
    """

    states: t.Mapping[int, State]
    bound: t.Mapping[int, t.Sequence[str]]
    now: datetime.datetime


class JwkSetResource(Resource):
    """JSON Web Key Sets."""

    noun = "jwk_set"
    plural = "jwk_sets"
    title = "JWK set"
    key = "set"

    def arguments(self) -> Spec:
        """Return the options of one set."""
        return dict({"set": {"type": "str", "required": True}}, **KEY_ARGUMENTS)

    def argument_rules(self) -> Rules:
        """Return what holds between them."""
        return {
            "required_if": [("state", "present", ("alg", "keys", "jwks"), True)],
            "required_by": {"keep": ("alg",), "max_age": ("alg",)},
        }

    def policies(self) -> Spec:
        """Return the options that say how far to go, and what to show."""
        flag = {"type": "bool", "default": False}
        return {"force": dict(flag), "return_private": dict(flag)}

    def adapt(self, options: t.Dict[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server and the modules answer, and empty texts of a survey; see `Resource.adapt`."""
        adapt_options(options)
        return iter(())

    def entry(self, given: Given) -> Entry:
        """Return what a task says about one set, and what of it cannot be right."""
        name = given.item["set"]
        wish, problems = wish_of(given.item, bool(given.policy("force")), given.hide, given.warn, given.broken)
        return Entry(
            given.position,
            given.item["state"],
            name,
            {"wish": wish, "return_private": bool(given.policy("return_private"))},
            problems=tuple('%s "%s": %s' % (self.title, name, problem) for problem in problems),
            broken=given.broken,
        )

    def planner(self, server: ServerVersion) -> KeySetPlanner:
        """Return what plans for sets."""
        return KeySetPlanner(server)

    def reader(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> KeySetReader:
        """Return what reads sets."""
        return KeySetReader(api, policy.writers(api.server))

    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return the options of the module that returns sets."""
        names = {"type": "list", "elements": "str", "default": list(_key_set.SIGNING_SETS)}
        return {"sets": names, "return_private": {"type": "bool", "default": False}}, {}

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the sets that are there of those that are asked for, in that order."""
        refuse([problem for name in wanted["sets"] for problem in _problem_of_name(name, api.server)])
        rows = [(name, api.get_jwk_set(name)) for name in wanted["sets"]]
        shows = bool(wanted["return_private"])
        return [_document(_About.of(name, api.server, shows), State(tuple(keys))) for name, keys in rows if keys]

    def presentable(self, document: Document) -> Document:
        """Return a set as a result shows it: the public halves, and what is to be said of each key."""
        rows = document["rows"]
        jwks = _key_set.public_jwks(rows, document["traits"].pairs)
        if document["return_private"]:
            jwks = {"keys": [dict(row) for row in rows if has_material(row)]}
        states = _key_set.key_states(rows, _signing.signer(rows, document["traits"]))
        return {"set": document["set"], "jwks": jwks, "key_states": states}

    def secrets(self, document: Document) -> t.Iterator[str]:
        """Yield the private members of all keys whose return was not asked for."""
        if not document["return_private"]:
            yield from secrets_in(document["rows"])
        yield from secrets_in(document["next"])

    def asked_for(self, document: Document) -> t.Iterator[str]:
        """Yield the private members of all keys whose return was asked for."""
        if document["return_private"]:
            yield from secrets_in(document["rows"])


@dataclass(frozen=True)
class KeySetReader:
    """Reads sets one by one, as no listing has them."""

    api: AdminApi
    concurrency: int

    def view(self, entries: t.Sequence[Entry], prune: t.Optional[Prune]) -> KeyView:
        """Return what is in the sets that the entries name, and which grants a change would take along."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
        read = in_parallel(lambda entry: _read(self.api, entry), entries, self.concurrency)
        states = {entry.position: state for entry, state in zip(entries, read)}
        self.api.check_key_names(str(row.get("kid")) for state in read for row in (*state.main, *state.next))
        self.api.check_key_names(key.kid for entry in entries for key in entry.given["wish"].keys)
        bound = in_parallel(lambda entry: self._bound(entry, states[entry.position], now), entries, self.concurrency)
        return KeyView(states, {entry.position: kids for entry, kids in zip(entries, bound)}, now)

    def _bound(self, entry: Entry, state: State, now: datetime.datetime) -> t.Sequence[str]:
        wish: Wish = entry.given["wish"]
        name = str(entry.key)
        if wish.force or name in _key_set.SIGNING_SETS or not self.api.server.has("trusted_issuers"):
            return ()
        try:
            touched = _planned(entry, state, self.api.server, now).touched
        except UsageError:  # the planner says so, of all entries at once
            return ()
        if not touched:
            return ()
        grants = [grant for page in self.api.trusted_issuer_pages({"issuer": name}) for grant in page]
        keys = [grant.get("public_key") for grant in grants if grant.get("issuer") == name]
        return [str(key.get("kid")) for key in keys if isinstance(key, dict)]


@dataclass(frozen=True)
class KeySetPlanner:
    """Plans changes of sets on one server."""

    server: ServerVersion

    def check(self, entries: t.Sequence[Entry], problems: t.List[str]) -> t.List[Entry]:
        """Return the sets that can be planned; see `Planner.check`."""
        first: t.Dict[str, Entry] = {}
        checked = []
        for entry in entries:
            told: t.List[str] = []
            entry = self._with_what_can_be_made(entry, told)
            told += _refused_keys(entry.given["wish"], self.server)
            problems += [self._at(entry, problem) for problem in told]
            if entry.key is None:
                continue
            unreadable = _problem_of_name(entry.key, self.server)
            problems += unreadable
            twin = first.setdefault(entry.key, entry)
            if twin is not entry:
                problems.append(twice(JwkSetResource.plural, twin, entry, 'are both JWK set "%s"' % entry.key))
            if not unreadable and not entry.broken & _DECISIVE:
                checked.append(entry)
        return checked

    def _with_what_can_be_made(self, entry: Entry, problems: t.List[str]) -> Entry:
        """Return a set without those keys that the server would have to make and cannot."""
        wish: Wish = entry.given["wish"]
        told: t.Dict[str, t.List[str]] = {algorithm: [] for algorithm in _made_here(wish)}
        for algorithm, sentences in told.items():
            attempt(sentences, _check_algorithm, algorithm, self.server)
            problems += sentences
        refused = {algorithm for algorithm, sentences in told.items() if sentences}
        if not refused:
            return entry
        keys = tuple(key for key in wish.keys if key.jwk is not None or key.algorithm not in refused)
        made = None if wish.algorithm in refused else wish.algorithm
        rest = replace(wish, keys=keys, algorithm=made, whole=False)
        return replace(entry, given=dict(entry.given, wish=rest))

    def plan(
        self, entries: t.Sequence[Entry], view: KeyView, prune: t.Optional[Prune], problems: t.List[str]
    ) -> t.List[Change]:
        """Return one change for each entry, in their order; see `Planner.plan`."""
        changes = []
        for entry in entries:
            told: t.List[str] = []
            state = view.states[entry.position]
            plan = attempt(told, _planned, entry, state, self.server, view.now)
            if plan is not None:
                told += _problems_of_kids(plan, self.server)
                attempt(told, _spare_grants, str(entry.key), plan, view.bound[entry.position])
                changes.append(self._change(entry, state, plan))
            problems += [self._at(entry, problem) for problem in told]
        return changes

    def _at(self, entry: Entry, sentence: str) -> str:
        return '%s "%s": %s' % (JwkSetResource.title, entry.key, sentence)

    def _change(self, entry: Entry, state: State, plan: KeyPlan) -> Change:
        name, shows = str(entry.key), bool(entry.given["return_private"])
        staged = entry.given["wish"].staged
        about = _About.of(name, self.server, shows)
        current = _document(about, state) if state.main or state.next else None
        expected = _document(about, plan.after) if plan.after.main else None
        action = _plan.UPDATED if state.main else _plan.CREATED
        if not plan.after.main:
            action = _plan.DELETED
        if not plan.calls:
            action, expected = _plan.UNCHANGED, current if state.main else None

        def shown(rows: t.Sequence[Document]) -> Document:
            signer = _signing.signer(rows, about.traits)
            return {"set": name, "keys": _key_set.described(rows, about.traits.signing, signer)} if rows else {}

        return Change(
            entry.position,
            name,
            name,
            action,
            before=shown(state.main) if plan.calls else {},
            after=shown(plan.after.main) if plan.calls else {},
            current=current if state.main or plan.calls else None,
            expected=expected,
            steps=tuple(_step(call, about) for call in plan.calls),
            phase=_plan.TAKE_AWAY if action == _plan.DELETED else _plan.BRING_ABOUT,
            look=lambda api: _document(about, _state_of(api, name, staged)),
            secrets=() if shows else tuple(secrets_in([*state.main, *state.next])),
            warnings=tuple(self._at(entry, warning) for warning in plan.warnings),
        )


JWK_SETS = JwkSetResource()


# Between the engine's documents and states


@dataclass(frozen=True)
class _About:
    """What is to be said of a set beside its rows."""

    name: str
    traits: Traits
    return_private: bool = False

    @classmethod
    def of(cls, name: str, server: ServerVersion, return_private: bool) -> _About:
        """Return it for a set on a server."""
        return cls(name, _traits(name, server), return_private)


def _document(about: _About, state: State) -> Document:
    return {
        "set": about.name,
        "traits": about.traits,
        "rows": state.main,
        "next": state.next,
        "return_private": about.return_private,
    }


def _state(document: t.Optional[Document]) -> State:
    return State(document["rows"], document["next"]) if document else State()


def _read(api: AdminApi, entry: Entry) -> State:
    wish: Wish = entry.given["wish"]
    return _state_of(api, str(entry.key), wish.staged)


def _state_of(api: AdminApi, name: str, staged: bool) -> State:
    main = tuple(api.get_jwk_set(name) or ())
    return State(main, tuple(api.get_jwk_set(next_set(name)) or ()) if staged else ())


def _planned(entry: Entry, state: State, server: ServerVersion, now: datetime.datetime) -> KeyPlan:
    name = str(entry.key)
    traits = _traits(name, server)
    return _key_plan.plan(name, entry.given["wish"], state, traits, now, lambda: secrets.token_hex(3))


def _traits(name: str, server: ServerVersion) -> Traits:
    return Traits(
        signing=name in _key_set.SIGNING_SETS,
        pairs=server.has("paired_keys"),
        by_prefix=server.has("halves_by_prefix"),
        ordered=server.has("ordered_jwk_sets"),
        atomic=server.has("atomic_jwk_sets"),
        put_needs_set=server.has("jwk_needs_set"),
        least_rsa_bits=1024 if server.has("short_rsa_keys_fail") else 0,
    )


def _spare_grants(name: str, plan: KeyPlan, bound: t.Sequence[str]) -> None:
    going = sorted(set(bound) & plan.touched)
    if going:
        count = sum(kid in plan.touched for kid in bound)
        raise UsageError(
            'it holds keys of trusted issuer "%s", and %d of its grants would go with %s; set force=true to do it '
            "anyway" % (name, count, " and ".join('"%s"' % kid for kid in going))
        )


# What a server cannot have


def _problem_of_name(name: str, server: ServerVersion) -> t.List[str]:
    """Return what is wrong with the name of a set: nothing, or one sentence."""
    problem = problem_of(name, server)
    return ['%s "%s": %s' % (JwkSetResource.title, name, problem)] if problem else []


def _problems_of_kids(plan: KeyPlan, server: ServerVersion) -> t.Iterator[str]:
    """Yield why keys that are written or deleted on their own cannot be addressed.

    A request would be about another key, or about the whole set.
    """
    for call in plan.calls:
        kid: t.Optional[str] = None
        if isinstance(call, (_key_calls.PutKey, _key_calls.DeleteKey)):
            kid = call.raw
        elif isinstance(call, _key_calls.Generate):
            kid = call.kid
        problem = problem_of(kid, server, "kid") if kid is not None else None
        if problem:
            yield 'key "%s": %s' % (kid, problem)


def _made_here(wish: Wish) -> t.Iterator[str]:
    """Yield the algorithms for which the server may have to make keys."""
    if wish.algorithm is not None:
        yield wish.algorithm
    for key in wish.keys:
        if key.jwk is None and key.algorithm is not None and key.state not in (_key_plan.RETIRED, _key_plan.ABSENT):
            yield key.algorithm


def _refused_keys(wish: Wish, server: ServerVersion) -> t.Iterator[str]:
    """Yield why the server refuses keys that are imported."""
    for key in wish.keys:
        if key.jwk is not None and key.state not in (_key_plan.RETIRED, _key_plan.ABSENT):
            yield from ("%s %s" % (key.place, problem) for problem in _go_jose.problems(key.jwk, server.version))


def _check_algorithm(algorithm: str, server: ServerVersion) -> None:
    if algorithm not in KEY_ALGORITHMS:
        raise UsageError(
            "alg must be one of %s where the server makes the key, not %s" % (", ".join(KEY_ALGORITHMS), algorithm)
        )
    server.require("a key for %s that the server makes" % algorithm, KEY_ALGORITHMS[algorithm])


# Calls


def _step(call: Call, about: _About) -> Step:
    """Return a call as the engine makes it."""

    def take(api: AdminApi, there: t.Optional[Document]) -> t.Optional[Document]:
        state = _TAKE[type(call)](api, about.name, call, _state(there))
        return _document(about, state) if state.main or state.next else None

    return Step(_OPERATIONS[type(call)], take, lambda there: call.done(_state(there)))


def _generate(api: AdminApi, name: str, call: _key_calls.Generate, state: State) -> State:
    target = name if call.where == _key_calls.MAIN else next_set(name)
    made = api.create_jwk(target, call.algorithm, call.use, call.kid)
    return state.replaced(call.where, (*made, *state.rows(call.where)))


def _put_key(api: AdminApi, name: str, call: _key_calls.PutKey, state: State) -> State:
    api.replace_jwk(name, call.raw, call.row(state))
    return call.after(state)


def _put_set(api: AdminApi, name: str, call: _key_calls.PutSet, state: State) -> State:
    api.replace_jwk_set(name, list(reversed(call.rows(state))))
    return call.after(state)


def _delete_key(api: AdminApi, name: str, call: _key_calls.DeleteKey, state: State) -> State:
    api.delete_jwk(name if call.where == _key_calls.MAIN else next_set(name), call.raw)
    return call.after(state)


def _delete_set(api: AdminApi, name: str, call: _key_calls.DeleteSet, state: State) -> State:
    api.delete_jwk_set(name)
    return call.after(state)


_TAKE: t.Dict[t.Any, t.Callable[[AdminApi, str, t.Any, State], State]] = {
    _key_calls.Generate: _generate,
    _key_calls.PutKey: _put_key,
    _key_calls.PutSet: _put_set,
    _key_calls.DeleteKey: _delete_key,
    _key_calls.DeleteSet: _delete_set,
}
_OPERATIONS: t.Dict[t.Any, str] = {
    _key_calls.Generate: "create_jwk",
    _key_calls.PutKey: "replace_jwk",
    _key_calls.PutSet: "replace_jwk_set",
    _key_calls.DeleteKey: "delete_jwk",
    _key_calls.DeleteSet: "delete_jwk_set",
}
