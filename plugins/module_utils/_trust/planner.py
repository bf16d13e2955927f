# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Plans for trusted issuers. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, replace

from .._engine.model import Entry, Prune, attempt, twice, within_limit
from .._engine.stages import Planner
from .._errors import UsageError
from .._server.admin_api import Document
from .._server.generations import Features, ServerVersion
from .._values import go_jose
from .._values.jwk import Jwk, same_material
from .changes import Changes, GrantChange, sentence_of
from .grants import (
    GrantWish,
    GroupName,
    OwnedIssuers,
    StoredGrant,
    expiry_of,
    grant_of,
    group_of,
    identity_of,
    kid_of,
    label_of,
)
from .options import PLURAL, TITLE
from .plan import ANY, Grant, Group, StoredKey, WantedGrant, needs_key, plan_group, without_expiry
from .read import StoredKeys, TrustDraft, TrustSurvey

_NO_EXPIRY = "expires_at is needed for a new grant"


# What decides what becomes of a grant and of others with its key; scope and expires_at only say more of the one.
_DECISIVE = frozenset(
    ("issuer", "kid", "jwk", "jwks", "pem", "passphrase", "subject", "allow_any_subject", "state", "force", "expired")
)


@dataclass(frozen=True)
class TrustPlanner(Planner[GrantWish, StoredGrant, OwnedIssuers, TrustSurvey, TrustDraft, StoredKeys]):
    """Plans changes of grants on one server."""

    server: ServerVersion

    def check(self, entries: t.Sequence[Entry[GrantWish]], problems: t.List[str]) -> t.List[Entry[GrantWish]]:
        """Return the grants that can be planned; see `Planner.check`."""
        if attempt(problems, require_trust, self.server) is None:
            return []
        first: t.Dict[t.Tuple[str, str, str], Entry[GrantWish]] = {}
        keyed: t.Dict[GroupName, t.Tuple[Entry[GrantWish], Jwk]] = {}
        for entry in entries:
            wanted = entry.wish.grant
            problems += [sentence_of(entry, problem) for problem in self._problems(entry, wanted)]
            if entry.broken & _DECISIVE or not entry.wish.kid:
                continue
            group = entry.wish.group
            twin = first.setdefault((*group, wanted.subject), entry)
            if twin is not entry:
                problems.append(_twice(twin, entry, 'are both %s "%s"' % (TITLE, entry.key)))
            if wanted.jwk is not None and not wanted.absent:
                other, jwk = keyed.setdefault(group, (entry, wanted.jwk))
                if not same_material(jwk, wanted.jwk):
                    sentence = 'give different keys, and both have kid "%s" of issuer "%s"' % (group[1], group[0])
                    problems.append(_twice(other, entry, sentence))
        return [self._without_foreign_key(entry) for entry in _sound(entries)]

    def _without_foreign_key(self, entry: Entry[GrantWish]) -> Entry[GrantWish]:
        """Return an entry without the key of a grant that should go, where this server can only have another one."""
        grant = entry.wish.grant
        if grant.absent and grant.jwk is not None and any(go_jose.problems(grant.jwk, self.server.version)):
            return replace(entry, wish=replace(entry.wish, grant=replace(grant, jwk=None)))
        return entry

    def _problems(self, entry: Entry[GrantWish], wanted: WantedGrant) -> t.Iterator[str]:
        """Yield what this server cannot have of a grant."""
        if wanted.jwk is not None and not wanted.absent:
            for problem in go_jose.problems(wanted.jwk, self.server.version):
                yield "its key " + problem
        any_subject = wanted.subject == ANY and "subject" not in entry.broken
        if any_subject and not self.server.has(Features.any_subject_issuers):
            told: t.List[str] = []
            attempt(told, self.server.require, "allow_any_subject", Features.any_subject_issuers)
            yield from told
        if self.server.has(Features.split_grant_scopes) and any("|" in word for word in wanted.scope or ()):
            yield "scope must not contain the character |: this Hydra splits entries at it"

    def draft(
        self,
        entries: t.Sequence[Entry[GrantWish]],
        survey: TrustSurvey,
        prune: t.Optional[Prune[OwnedIssuers]],
        problems: t.List[str],
    ) -> TrustDraft:
        """Return the groups that something becomes of, and whose key has to be known for that; see `Planner.draft`."""
        groups = groups_of(entries, survey.grants, prune, survey.now)
        asked = tuple(name for name, group in groups.items() if needs_key(group, survey.now))
        return TrustDraft(entries, survey, prune, groups, asked)

    def plan(self, draft: TrustDraft, details: StoredKeys, problems: t.List[str]) -> t.List[GrantChange]:
        """Return one change for each entry, and then those of grants that go or are made again; see `Planner.plan`."""
        named: t.Dict[int, GrantChange] = {}
        others: t.List[GrantChange] = []
        by_position = {entry.position: entry for entry in draft.entries}
        pruned: t.List[str] = []
        for (issuer, kid), group in draft.groups.items():
            key = details.get((issuer, kid), StoredKey())
            for wanted in without_expiry(group):
                if "expires_at" not in by_position[wanted.position].broken:
                    problems.append(sentence_of(by_position[wanted.position], _NO_EXPIRY))
            try:
                plan = plan_group(group, key, draft.survey.now)
            except UsageError as error:
                problems.append(_about(group, error.message))
                continue
            pruned += [
                label_of(issuer, fate.before.subject, kid)
                for fate in plan.fates
                if fate.position is None and fate.before is not None and fate.before.id in group.going
            ]
            for change in Changes(group, plan, key, draft.survey, by_position).all():
                if change.position is None:
                    others.append(change)
                else:
                    named[change.position] = change
        if draft.prune is not None:
            attempt(problems, within_limit, draft.prune, PLURAL, pruned)
        return [*(named[entry.position] for entry in draft.entries if entry.position in named), *others]


def groups_of(
    entries: t.Sequence[Entry[GrantWish]],
    rows: t.Sequence[Document],
    prune: t.Optional[Prune[OwnedIssuers]],
    now: datetime.datetime,
) -> t.Dict[GroupName, Group]:
    """Return the groups that entries name, in their order, and then those of grants that go.

    :param rows: the grants that are there
    """
    wanted: t.Dict[GroupName, t.List[WantedGrant]] = {}
    for entry in entries:
        wanted.setdefault(entry.wish.group, []).append(entry.wish.grant)
    there: t.Dict[GroupName, t.List[Grant]] = {}
    for row in rows:
        there.setdefault(group_of(row), []).append(grant_of(row))
    named = {(entry.wish.issuer, entry.wish.grant.subject, entry.wish.kid) for entry in entries}
    tidy = {entry.wish.issuer for entry in entries if entry.wish.tidy}
    going = {
        str(row.get("id"))
        for row in rows
        if identity_of(row) not in named
        and ((prune is not None and prune.scope.owns(row)) or (row.get("issuer") in tidy and expiry_of(row) <= now))
        and not (prune is not None and prune.protect & {str(row.get("id")), kid_of(row), str(row.get("subject"))})
    }
    touched = [name for name, grants in there.items() if any(grant.id in going for grant in grants)]
    by_force = prune is not None and prune.scope.force
    return {
        name: Group(
            issuer=name[0],
            kid=name[1],
            wanted=tuple(wanted.get(name, ())),
            there=tuple(sorted(there.get(name, ()), key=lambda grant: grant.subject)),
            going=frozenset(going),
            force=by_force or any(one.force for one in wanted.get(name, ())),
        )
        for name in dict.fromkeys([*wanted, *sorted(touched)])
    }


def _sound(entries: t.Sequence[Entry[GrantWish]]) -> t.List[Entry[GrantWish]]:
    """Return the entries of which everything is known that decides what becomes of their group.

    Grants with the same key go together, so a grant of which that is not known leaves none of its group certain; and
    one whose key or issuer is not known could be of any group.
    """
    issuers, groups = set(), set()
    for entry in entries:
        issuer, kid = entry.wish.group
        if "issuer" in entry.broken:
            return []
        if not kid:
            issuers.add(issuer)
        elif entry.broken & _DECISIVE:
            groups.add((issuer, kid))
    return [entry for entry in entries if entry.wish.issuer not in issuers and entry.wish.group not in groups]


def require_trust(server: ServerVersion) -> bool:
    """Refuse a server that has no trusted issuers."""
    server.require("a trusted issuer", Features.trusted_issuers)
    return True


def _about(group: Group, sentence: str) -> str:
    subjects = [wanted.subject for wanted in group.wanted] or [grant.subject for grant in group.there]
    return '%s "%s": %s' % (TITLE, label_of(group.issuer, subjects[0], group.kid), sentence)


def _twice(first: Entry[GrantWish], second: Entry[GrantWish], what: str) -> str:
    return twice(PLURAL, first, second, what)
