# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Trusted issuers of JWT-bearer grants (RFC 7523): how they are read, and their plans as the engine's steps."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.ory.hydra.plugins.module_utils import _go_jose, _plan, _trust_options, _trust_plan
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._expiry import render_time
from ansible_collections.ory.hydra.plugins.module_utils._generations import FEATURES, ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._jwk import (
    Jwk,
    public_half,
    same_material,
    thumbprint,
)
from ansible_collections.ory.hydra.plugins.module_utils._plan import (
    Change,
    Entry,
    Prune,
    Step,
    attempt,
    twice,
    within_limit,
)
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Given, Policy, Resource, Rules, Spec
from ansible_collections.ory.hydra.plugins.module_utils._trust_plan import (
    ANY,
    Fate,
    Grant,
    Group,
    GroupPlan,
    StoredKey,
    WantedGrant,
)
from ansible_collections.ory.hydra.plugins.module_utils._trust_read import (
    GroupName,
    OwnedIssuers,
    TrustReader,
    TrustView,
    document_of,
    expiry_of,
    facts_of,
    grant_of,
    grants_of,
    group_of,
    groups_of,
    identity_of,
    kid_of,
    label_of,
    now_in_utc,
    scope_of,
    stored_key,
    wanted_of,
)

# Without a call of its own: it goes when the first grant with its key goes.
_GONE_WITH_ANOTHER = Step("delete_trusted_issuer", lambda _api, _there: None, lambda there: there is None)

_NO_EXPIRY = "expires_at is needed for a grant that is not there yet"

# What decides what becomes of a grant and of others with its key; scope and expires_at only say more of the one.
_DECISIVE = frozenset(
    ("issuer", "kid", "jwk", "jwks", "pem", "passphrase", "subject", "allow_any_subject", "state", "force", "expired")
)

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class TrustedIssuerResource(Resource):
    """Trusted issuers, each a grant for one subject or any, with one key."""

    noun = "trusted_issuer"
    plural = "trusted_issuers"
    title = "trusted issuer"
    key = "label"

    def arguments(self) -> Spec:
        """Return the options of one grant."""
        return {name: dict(spec) for name, spec in _trust_options.ARGUMENTS.items()}

    def argument_rules(self) -> Rules:
        """Return what holds between them."""
        return dict(_trust_options.ARGUMENT_RULES)

    def policies(self) -> Spec:
        """Return the options that say what goes, and how far to go."""
        return {name: dict(spec) for name, spec in _trust_options.POLICIES.items()}

    def adapt(self, options: t.Dict[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server and the modules answer, and empty texts of a survey; see `Resource.adapt`."""
        yield from _trust_options.adapt_options(options)

    def entry(self, given: Given) -> Entry:
        """Return what a task says about one grant, and what of it cannot be right."""
        item = given.item
        kid, wanted, problems, unknown = _trust_options.wanted_grant(
            given.position, item, given.mentioned, bool(given.policy("force")), given.hide, given.broken
        )
        entry = Entry(
            given.position,
            item["state"],
            _label(item["issuer"], ANY if item["allow_any_subject"] else item["subject"], kid),
            {"issuer": item["issuer"], "kid": kid, "wanted": wanted, "expired": given.policy("expired")},
            broken=unknown,
        )
        return replace(entry, problems=tuple(_at(entry, problem) for problem in problems))

    def planner(self, server: ServerVersion) -> TrustPlanner:
        """Return what plans for grants."""
        return TrustPlanner(server)

    def reader(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> TrustReader:
        """Return what reads grants."""
        return TrustReader(api, policy.writers(api.server))

    def prune_arguments(self) -> Spec:
        """Return that a list owns issuers as a whole."""
        return {"prune_issuers": {"type": "list", "elements": "str"}}

    def prune_scope(
        self, task: t.Mapping[str, t.Any]
    ) -> t.Optional[t.Tuple[t.Callable[[Document], bool], t.Mapping[str, str]]]:
        """Return what tells whether a list owns a grant; the reader takes the issuers from it."""
        issuers = task["prune_issuers"]
        return (OwnedIssuers(frozenset(issuers), task["force"]), {}) if issuers else None

    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return the options of the module that returns grants."""
        names = ("issuer", "subject", "kid")
        spec: Spec = {"id": {"type": "str"}, **{name: {"type": "str"} for name in names}}
        spec.update(
            allow_any_subject={"type": "bool"},
            expired={"type": "bool"},
            return_keys={"type": "bool", "default": False, "no_log": False},
        )
        others = [*names, "allow_any_subject", "expired"]
        return spec, {"mutually_exclusive": [("id", name) for name in others]}

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the grants that are asked for, sorted by issuer, subject and kid."""
        _require_trust(api.server)
        if "id" in wanted:
            one = api.get_trusted_issuer(wanted["id"]) if _UUID.fullmatch(wanted["id"]) else None
            rows = [one] if one is not None else []
        else:
            filters = {"issuer": wanted["issuer"]} if wanted.get("issuer") else {}
            rows = [row for page in api.trusted_issuer_pages(filters) for row in page]
        now = now_in_utc()
        tests: t.Dict[str, t.Callable[[Document], t.Any]] = {
            "issuer": lambda row: row.get("issuer"),
            "subject": lambda row: row.get("subject"),
            "kid": kid_of,
            "allow_any_subject": lambda row: bool(row.get("allow_any_subject")),
            "expired": lambda row: expiry_of(row) <= now,
        }
        found = {
            str(row.get("id")): row
            for row in rows
            if all(test(row) == wanted[name] for name, test in tests.items() if name in wanted)
        }
        ordered = sorted(found.values(), key=lambda row: (*identity_of(row), str(row.get("id"))))
        if not wanted["return_keys"]:
            return [document_of(row, None) for row in ordered]
        names = list(dict.fromkeys(group_of(row) for row in ordered))
        keys = dict(zip(names, (stored_key(api, name) for name in names)))
        return [document_of(row, keys[group_of(row)].jwk) for row in ordered]

    def presentable(self, document: Document) -> Document:
        """Return a grant as a result shows it."""
        grant = document["grant"]
        shown = dict(grant, scope=list(scope_of(grant)), kid=kid_of(grant))
        shown["allow_any_subject"] = bool(grant.get("allow_any_subject"))
        if document["jwk"] is not None:
            shown["jwk"] = public_half(document["jwk"])
        return shown

    def secrets(self, document: Document) -> t.Iterator[str]:
        """Yield nothing: what a grant or the public half of a key has in it is not secret."""
        return iter(())


@dataclass(frozen=True)
class TrustPlanner:
    """Plans changes of grants on one server."""

    server: ServerVersion

    def check(self, entries: t.Sequence[Entry], problems: t.List[str]) -> t.List[Entry]:
        """Return the grants that can be planned; see `Planner.check`."""
        if attempt(problems, _require_trust, self.server) is None:
            return []
        first: t.Dict[t.Tuple[str, str, str], Entry] = {}
        keyed: t.Dict[GroupName, t.Tuple[Entry, Jwk]] = {}
        for entry in entries:
            wanted = wanted_of(entry)
            problems += [_at(entry, problem) for problem in self._problems(entry, wanted)]
            if entry.broken & _DECISIVE or not entry.given["kid"]:
                continue
            group = (entry.given["issuer"], entry.given["kid"])
            twin = first.setdefault((*group, wanted.subject), entry)
            if twin is not entry:
                problems.append(_twice(twin, entry, 'are both %s "%s"' % (TRUSTED_ISSUERS.title, entry.key)))
            if wanted.jwk is not None and not wanted.absent:
                other, jwk = keyed.setdefault(group, (entry, wanted.jwk))
                if not same_material(jwk, wanted.jwk):
                    sentence = 'give different keys, and both have kid "%s" of issuer "%s"' % (group[1], group[0])
                    problems.append(_twice(other, entry, sentence))
        return _sound(entries)

    def _problems(self, entry: Entry, wanted: WantedGrant) -> t.Iterator[str]:
        """Yield what this server cannot have of a grant."""
        if wanted.jwk is not None and not wanted.absent:
            for problem in _go_jose.problems(wanted.jwk, self.server.version):
                yield "its key " + problem
        any_subject = wanted.subject == ANY and "subject" not in entry.broken
        if any_subject and not self.server.has("any_subject_issuers"):
            told: t.List[str] = []
            attempt(told, self.server.require, "allow_any_subject", FEATURES["any_subject_issuers"])
            yield from told
        if self.server.has("split_grant_scopes") and any("|" in word for word in wanted.scope or ()):
            yield "scope must not hold the character |, where this Hydra splits an entry in two"

    def plan(
        self, entries: t.Sequence[Entry], view: TrustView, prune: t.Optional[Prune], problems: t.List[str]
    ) -> t.List[Change]:
        """Return one change for each entry, and then those of grants that go or are made again; see `Planner.plan`."""
        named: t.Dict[int, Change] = {}
        others: t.List[Change] = []
        by_position = {entry.position: entry for entry in entries}
        pruned: t.List[str] = []
        for (issuer, kid), group in groups_of(entries, view, prune).items():
            key = view.keys.get((issuer, kid), StoredKey())
            for wanted in _trust_plan.without_expiry(group):
                if "expires_at" not in by_position[wanted.position].broken:
                    problems.append(_at(by_position[wanted.position], _NO_EXPIRY))
            try:
                plan = _trust_plan.plan(group, key, view.now)
            except UsageError as error:
                problems.append(_about(group, error.message))
                continue
            pruned += [
                label_of(issuer, fate.before.subject, kid)
                for fate in plan.fates
                if fate.position is None and fate.before is not None and fate.before.id in group.going
            ]
            for change in _Changes(group, plan, key, view, by_position).all():
                if change.position is None:
                    others.append(change)
                else:
                    named[change.position] = change
        if prune is not None:
            attempt(problems, within_limit, prune, TrustedIssuerResource.plural, pruned)
        return [*(named[entry.position] for entry in entries if entry.position in named), *others]


def _sound(entries: t.Sequence[Entry]) -> t.List[Entry]:
    """Return the entries of which everything is known that decides what becomes of their group.

    Grants with the same key go together, so a grant of which that is not known leaves none of its group certain; and
    one whose key or issuer is not known could be of any group.
    """
    issuers, groups = set(), set()
    for entry in entries:
        issuer, kid = entry.given["issuer"], entry.given["kid"]
        if "issuer" in entry.broken:
            return []
        if not kid:
            issuers.add(issuer)
        elif entry.broken & _DECISIVE:
            groups.add((issuer, kid))
    return [
        entry
        for entry in entries
        if entry.given["issuer"] not in issuers and (entry.given["issuer"], entry.given["kid"]) not in groups
    ]


@dataclass(frozen=True)
class _Changes:
    """A plan of a group as the engine's changes."""

    group: Group
    plan: GroupPlan
    key: StoredKey
    view: TrustView
    entries: t.Mapping[int, Entry]

    def all(self) -> t.List[Change]:
        """Return a change for each grant; the first that does anything opens the lane of all."""
        rows = {str(row.get("id")): row for row in self.view.grants}
        opening = self._opening()
        changes = []
        for fate in self.plan.fates:
            change = self._change(fate, rows.get(str(fate.before.id)) if fate.before is not None else None, opening)
            if change.steps:
                opening = ()
            changes.append(change)
        return changes

    def _opening(self) -> t.Tuple[Step, ...]:
        """Return what has to be out of the way before anything is created."""
        if self.plan.drop_key:
            issuer, kid = self.group.issuer, self.group.kid

            def drop(api: AdminApi, there: t.Optional[Document]) -> t.Optional[Document]:
                api.delete_jwk(issuer, kid)
                return there

            def key_there(api: AdminApi) -> t.Optional[Document]:
                return api.get_jwk(issuer, kid)

            return (Step("delete_jwk", drop, lambda there: there is None, opens=True, look=key_there),)
        victim = self.plan.delete
        if victim is None:
            return ()

        def delete(api: AdminApi, _there: t.Optional[Document]) -> t.Optional[Document]:
            api.delete_trusted_issuer(str(victim))
            return None

        def grant_there(api: AdminApi) -> t.Optional[Document]:
            return api.get_trusted_issuer(str(victim))

        # Its id is never given to another one: to delete it twice does no harm.
        return (Step("delete_trusted_issuer", delete, lambda there: there is None, opens=True, look=grant_there),)

    def _change(self, fate: Fate, row: t.Optional[Document], opening: t.Tuple[Step, ...]) -> Change:
        entry = self.entries.get(fate.position) if fate.position is not None else None
        label = label_of(self.group.issuer, fate.subject, self.group.kid)
        action = _plan.UNCHANGED
        if fate.made:
            action = _plan.CREATED if fate.before is None else _plan.UPDATED
        elif fate.before is not None and fate.after is None:
            action = _plan.DELETED
        current = document_of(row, self.key.jwk) if row is not None else None
        writes = action != _plan.UNCHANGED
        steps: t.Tuple[Step, ...] = ()
        if fate.made and fate.after is not None:
            steps = (*opening, self._creation(fate.after))
        elif writes:
            steps = opening or (_GONE_WITH_ANOTHER,)
        before, after = self._difference(fate, action)
        return Change(
            fate.position,
            label,
            label,
            action,
            before=before,
            after=after,
            current=current,
            expected=self._expected(fate) if writes else current,
            steps=steps,
            phase=_plan.TAKE_AWAY if self.plan.delete is not None else _plan.BRING_ABOUT,
            lane="%s\0%s" % (self.group.issuer, self.group.kid),
            look=lambda api: self._look(api, fate.subject),
            surprises=lambda result: self._surprises(fate.after, result),
            told={"key_status": self._key_status(entry)},
            logged=self._logged() if opening and steps else (),
            noted=self._noted(entry, fate),
            warnings=self._warnings(entry, label, fate),
        )

    # Calls

    def _creation(self, grant: Grant) -> Step:
        body = dict(facts_of(self.group.issuer, grant), jwk=dict(public_half(self.plan.key or {}), kid=self.group.kid))

        def create(api: AdminApi, _there: t.Optional[Document]) -> t.Optional[Document]:
            return document_of(api.create_trusted_issuer(body), self.plan.key)

        def done(there: t.Optional[Document]) -> bool:
            return there is not None and not grant_of(there["grant"]).differs(grant)

        return Step("create_trusted_issuer", create, done)

    def _look(self, api: AdminApi, subject: str) -> t.Optional[Document]:
        identity = (self.group.issuer, subject, self.group.kid)
        row = next((row for row in grants_of(api, self.group.issuer) if identity_of(row) == identity), None)
        return document_of(row, self.plan.key) if row is not None else None

    # What is told

    def _expected(self, fate: Fate) -> t.Optional[Document]:
        if fate.after is None:
            return None
        row = facts_of(self.group.issuer, fate.after)
        row.update(
            subject=fate.after.subject,
            allow_any_subject=fate.after.subject == ANY,
            public_key={"set": self.group.issuer, "kid": self.group.kid},
        )
        return document_of(row, self.plan.key)

    def _difference(self, fate: Fate, action: str) -> t.Tuple[Document, Document]:
        if action == _plan.UNCHANGED:
            return {}, {}
        before, after = self._shown(fate.before, self.key.usable), self._shown(fate.after, self.plan.key)
        if action == _plan.UPDATED:  # what does not change is left out, but for what the grant is known by
            same = [name for name in ("scope", "expires_at", "jwk_thumbprint") if before.get(name) == after.get(name)]
            for name in same:
                before.pop(name, None)
                after.pop(name, None)
            after["id"] = "(new)" if len(same) < 3 else "(new: the same again, as it goes when its key does)"
        return before, after

    def _shown(self, grant: t.Optional[Grant], key: t.Optional[Jwk]) -> Document:
        if grant is None:
            return {}
        facts = dict(facts_of(self.group.issuer, grant), scope=sorted(set(grant.scope)), kid=self.group.kid)
        if grant.id is not None:
            facts["id"] = grant.id
        if key is not None:
            facts["jwk_thumbprint"] = thumbprint(key)
        elif not self.key.readable:
            facts["jwk_thumbprint"] = "(cannot be read)"
        return facts

    def _key_status(self, entry: t.Optional[Entry]) -> str:
        if entry is None or wanted_of(entry).absent or wanted_of(entry).jwk is None:
            return "not_declared"
        return "as_declared" if self.plan.compared else "not_compared"

    def _noted(self, entry: t.Optional[Entry], fate: Fate) -> Document:
        told: Document = {} if entry is None else {"key_status": self._key_status(entry)}
        if self.plan.delete is not None and any(fate.made for fate in self.plan.fates):
            # If it cannot be created again, this is all that is left of it.
            grant = (fate.before, self._stored) if fate.after is None else (fate.after, self.plan.key)
            if grant[0] is not None:
                told["grant"] = self._whole(grant[0], grant[1])
        return told

    def _logged(self) -> t.Tuple[str, ...]:
        """Return what is about to be deleted, as a request that creates it again would have it."""
        gone = [self._whole(grant, self._stored) for grant in self.group.there]
        if self.plan.drop_key:
            gone = [{"set": self.group.issuer, "jwk": public_half(self.key.jwk or {})}]
        return tuple("To be deleted: %s" % json.dumps(one, sort_keys=True) for one in gone)

    @property
    def _stored(self) -> t.Optional[Jwk]:
        """The key that grants are bound to so far; where it cannot be read, it is believed to be the one given."""
        return self.key.usable if self.key.readable else self.plan.key

    def _whole(self, grant: Grant, key: t.Optional[Jwk]) -> Document:
        facts = dict(facts_of(self.group.issuer, grant), kid=self.group.kid)
        return facts if key is None else dict(facts, jwk=dict(public_half(key), kid=self.group.kid))

    def _warnings(self, entry: t.Optional[Entry], label: str, fate: Fate) -> t.Tuple[str, ...]:
        told = list(self.plan.warnings) if fate is self.plan.fates[0] else []
        if entry is not None and not wanted_of(entry).absent:
            expiry = wanted_of(entry).expiry
            if expiry is not None and expiry.at is not None and expiry.at <= self.view.now:
                told.append("expires_at %s is in the past" % render_time(expiry.at))
            if any(word != "".join(word.split()) for word in wanted_of(entry).scope or ()):
                told.append("scope holds an entry with a blank in it, which no request can ask for")
        return tuple('%s "%s": %s' % (TRUSTED_ISSUERS.title, label, sentence) for sentence in told)

    def _surprises(self, wanted: t.Optional[Grant], result: t.Optional[Document]) -> t.Sequence[str]:
        if wanted is None or result is None or not grant_of(result["grant"]).differs(wanted):
            return ()
        return [
            '%s "%s": the server made scope or expires_at otherwise than they were sent'
            % (TRUSTED_ISSUERS.title, result["label"])
        ]


TRUSTED_ISSUERS = TrustedIssuerResource()


def _label(issuer: t.Optional[str], subject: t.Optional[str], kid: str) -> t.Optional[str]:
    """Return what a grant is known by, as far as that can be told of an entry."""
    if issuer is not None and subject is not None and kid:
        return label_of(issuer, subject, kid)
    return issuer or None


# Refusals


def _require_trust(server: ServerVersion) -> bool:
    server.require("a trusted issuer", FEATURES["trusted_issuers"])
    return True


def _at(entry: Entry, sentence: str) -> str:
    if entry.key is None:
        return "entry %d of %s: %s" % (entry.position + 1, TRUSTED_ISSUERS.plural, sentence)
    return '%s "%s": %s' % (TRUSTED_ISSUERS.title, entry.key, sentence)


def _about(group: Group, sentence: str) -> str:
    subjects = [wanted.subject for wanted in group.wanted] or [grant.subject for grant in group.there]
    return '%s "%s": %s' % (TRUSTED_ISSUERS.title, label_of(group.issuer, subjects[0], group.kid), sentence)


def _twice(first: Entry, second: Entry, what: str) -> str:
    return twice(TrustedIssuerResource.plural, first, second, what)
