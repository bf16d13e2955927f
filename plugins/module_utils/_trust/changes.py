# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Plans for a group of grants as the engine's changes. Pure."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .._engine import model
from .._engine.model import Change, Entry, Step
from .._server.admin_api import AdminApi, Document
from .._values.expiry import render_time
from .._values.jwk import Jwk, public_half, thumbprint
from .options import PLURAL, TITLE
from .plan import ANY, Fate, Grant, Group, GroupPlan, StoredKey
from .read import (
    TrustView,
    document_of,
    facts_of,
    grant_of,
    grants_of,
    identity_of,
    label_of,
    wanted_of,
)

# Without a call of its own: it goes when the first grant with its key goes.
_GONE_WITH_ANOTHER = Step("delete_trusted_issuer", lambda _api, _there: None, lambda there: there is None)


@dataclass(frozen=True)
class Changes:
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
        action = model.UNCHANGED
        if fate.made:
            action = model.CREATED if fate.before is None else model.UPDATED
        elif fate.before is not None and fate.after is None:
            action = model.DELETED
        current = document_of(row, self.key.jwk) if row is not None else None
        writes = action != model.UNCHANGED
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
            phase=model.TAKE_AWAY if self.plan.delete is not None else model.BRING_ABOUT,
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
        if action == model.UNCHANGED:
            return {}, {}
        before, after = self._shown(fate.before, self.key.usable), self._shown(fate.after, self.plan.key)
        if action == model.UPDATED:  # what does not change is left out, but for what the grant is known by
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
        return tuple('%s "%s": %s' % (TITLE, label, sentence) for sentence in told)

    def _surprises(self, wanted: t.Optional[Grant], result: t.Optional[Document]) -> t.Sequence[str]:
        if wanted is None or result is None or not grant_of(result["grant"]).differs(wanted):
            return ()
        return ['%s "%s": the server made scope or expires_at otherwise than they were sent' % (TITLE, result["label"])]


def sentence_of(entry: Entry, sentence: str) -> str:
    """Return a sentence about an entry."""
    if entry.key is None:
        return "entry %d of %s: %s" % (entry.position + 1, PLURAL, sentence)
    return '%s "%s": %s' % (TITLE, entry.key, sentence)
