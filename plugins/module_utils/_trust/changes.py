# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Plans for a group of grants as the engine's changes."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .._engine import model
from .._engine.model import Change, Entry, Step
from .._server.admin_api import AdminApi, Document
from .._values.expiry import render_time
from .._values.jwk import Jwk, public_half, thumbprint
from .grants import GrantWish, StoredGrant, facts_of, grant_of, identity_of, label_of
from .options import PLURAL, TITLE
from .plan import ANY, Grant, GrantPlan, Group, GroupPlan, StoredKey
from .read import TrustSurvey, grants_of

# Calls


@dataclass(frozen=True)
class CreateGrant(Step[StoredGrant]):
    """trustOAuth2JwtGrantIssuer.

    :param body: what is sent
    :param grant: the same, as plans have it
    """

    body: Document
    grant: Grant
    key: t.Optional[Jwk]
    operation = "create_trusted_issuer"

    def take(self, api: AdminApi, there: t.Optional[StoredGrant]) -> StoredGrant:
        """Create the grant."""
        return StoredGrant(api.create_trusted_issuer(self.body), self.key)

    def done(self, there: t.Optional[StoredGrant]) -> bool:
        """Tell whether it is there as it was sent."""
        return there is not None and not grant_of(there.row).differs(self.grant)


@dataclass(frozen=True)
class DeleteGrant(Step[StoredGrant]):
    """deleteTrustedOAuth2JwtGrantIssuer: the grant goes, and with it its key and all others that are bound to that.

    Its id is never given to another one: to delete it twice does no harm.
    """

    id: str
    operation = "delete_trusted_issuer"
    opens = True

    def take(self, api: AdminApi, there: t.Optional[StoredGrant]) -> None:
        """Delete the grant."""
        api.delete_trusted_issuer(self.id)

    def done(self, there: t.Optional[StoredGrant]) -> bool:
        """Tell whether it is gone."""
        return there is None

    def look(self, api: AdminApi, change: Change[StoredGrant]) -> t.Optional[StoredGrant]:
        """Read the grant to delete, which is not always the grant of the change."""
        row = api.get_trusted_issuer(self.id)
        return StoredGrant(row) if row is not None else None


@dataclass(frozen=True)
class DropKey(Step[StoredGrant]):
    """deleteJsonWebKey: a key goes that no grant is bound to, and that is in the way."""

    issuer: str
    kid: str
    operation = "delete_jwk"
    opens = True

    def take(self, api: AdminApi, there: t.Optional[StoredGrant]) -> t.Optional[StoredGrant]:
        """Delete the key."""
        api.delete_jwk(self.issuer, self.kid)
        return there

    def done(self, there: t.Optional[StoredGrant]) -> bool:
        """Tell whether it is gone."""
        return there is None

    def look(self, api: AdminApi, change: Change[StoredGrant]) -> t.Optional[StoredGrant]:
        """Read the key."""
        jwk = api.get_jwk(self.issuer, self.kid)
        return StoredGrant({}, jwk) if jwk is not None else None


@dataclass(frozen=True)
class GoneWithAnother(Step[StoredGrant]):
    """No call of its own: a grant goes when the first goes that has its key."""

    operation = "delete_trusted_issuer"

    def take(self, api: AdminApi, there: t.Optional[StoredGrant]) -> None:
        """Do nothing."""

    def done(self, there: t.Optional[StoredGrant]) -> bool:
        """Tell whether it is gone."""
        return there is None


# Changes


@dataclass(frozen=True)
class GrantChange(Change[StoredGrant]):
    """What is to become of one grant.

    :param identity: its issuer, subject and kid
    :param stored: what is known of the key that it is bound to
    :param wanted: the grant as it is going to be
    """

    identity: t.Tuple[str, str, str] = ("", "", "")
    stored: t.Optional[Jwk] = field(default=None, repr=False)
    wanted: t.Optional[Grant] = None

    def look(self, api: AdminApi) -> t.Optional[StoredGrant]:
        """Read the grant again, which may have another id by now."""
        row = next((row for row in grants_of(api, self.identity[0]) if identity_of(row) == self.identity), None)
        return StoredGrant(row, self.stored) if row is not None else None

    def mismatches(self, result: t.Optional[StoredGrant]) -> t.Sequence[str]:
        """Return what the server made of the grant otherwise than declared."""
        if self.wanted is None or result is None or not grant_of(result.row).differs(self.wanted):
            return ()
        return ['%s "%s": the server made scope or expires_at otherwise than they were sent' % (TITLE, result.label)]


@dataclass(frozen=True)
class Changes:
    """A plan of a group as the engine's changes."""

    group: Group
    plan: GroupPlan
    key: StoredKey
    survey: TrustSurvey
    entries: t.Mapping[int, Entry[GrantWish]]

    def all(self) -> t.List[GrantChange]:
        """Return a change for each grant; the first that does anything opens the lane of all."""
        rows = {str(row.get("id")): row for row in self.survey.grants}
        opening = self._opening()
        changes = []
        for fate in self.plan.fates:
            change = self._change(fate, rows.get(str(fate.before.id)) if fate.before is not None else None, opening)
            if change.steps:
                opening = ()
            changes.append(change)
        return changes

    def _opening(self) -> t.Tuple[Step[StoredGrant], ...]:
        """Return what has to be out of the way before anything is created."""
        if self.plan.drop_key:
            return (DropKey(self.group.issuer, self.group.kid),)
        return () if self.plan.delete is None else (DeleteGrant(self.plan.delete),)

    def _change(
        self, fate: GrantPlan, row: t.Optional[Document], opening: t.Tuple[Step[StoredGrant], ...]
    ) -> GrantChange:
        entry = self.entries.get(fate.position) if fate.position is not None else None
        label = label_of(self.group.issuer, fate.subject, self.group.kid)
        action = model.UNCHANGED
        if fate.made:
            action = model.CREATED if fate.before is None else model.UPDATED
        elif fate.before is not None and fate.after is None:
            action = model.DELETED
        current = StoredGrant(row, self.key.jwk) if row is not None else None
        writes = action != model.UNCHANGED
        steps: t.Tuple[Step[StoredGrant], ...] = ()
        if fate.made and fate.after is not None:
            steps = (*opening, self._creation(fate.after))
        elif writes:
            steps = opening or (GoneWithAnother(),)
        before, after = self._difference(fate, action)
        return GrantChange(
            position=fate.position,
            key=label,
            label=label,
            action=action,
            before=before,
            after=after,
            current=current,
            expected=self._expected(fate) if writes else current,
            steps=steps,
            phase=model.TAKE_AWAY if self.plan.delete is not None else model.BRING_ABOUT,
            lane="%s\0%s" % (self.group.issuer, self.group.kid),
            extra={"key_status": self._key_status(entry)},
            logged=self._logged() if opening and steps else (),
            row_extra={} if entry is None else {"key_status": self._key_status(entry)},
            lasting_extra=self._noted(fate),
            warnings=self._warnings(entry, label, fate),
            identity=(self.group.issuer, fate.subject, self.group.kid),
            stored=self.plan.key,
            wanted=fate.after,
            passing=_passing(entry, fate),
        )

    def _creation(self, grant: Grant) -> CreateGrant:
        jwk = dict(public_half(self.plan.key or {}), kid=self.group.kid)
        return CreateGrant(dict(facts_of(self.group.issuer, grant), jwk=jwk), grant, self.plan.key)

    # What is told

    def _expected(self, fate: GrantPlan) -> t.Optional[StoredGrant]:
        if fate.after is None:
            return None
        row = facts_of(self.group.issuer, fate.after)
        row.update(
            subject=fate.after.subject,
            allow_any_subject=fate.after.subject == ANY,
            public_key={"set": self.group.issuer, "kid": self.group.kid},
        )
        return StoredGrant(row, self.plan.key)

    def _difference(self, fate: GrantPlan, action: str) -> t.Tuple[Document, Document]:
        if action == model.UNCHANGED:
            return {}, {}
        before, after = self._shown(fate.before, self.key.usable), self._shown(fate.after, self.plan.key)
        if action == model.UPDATED:  # what does not change is left out, but for what the grant is known by
            same = [name for name in ("scope", "expires_at", "jwk_thumbprint") if before.get(name) == after.get(name)]
            for name in same:
                before.pop(name, None)
                after.pop(name, None)
            after["id"] = (
                "(new)" if len(same) < 3 else ("(new: recreated unchanged, because it is deleted with its key)")
            )
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

    def _key_status(self, entry: t.Optional[Entry[GrantWish]]) -> str:
        if entry is None or entry.wish.grant.absent or entry.wish.grant.jwk is None:
            return "not_declared"
        return "as_declared" if self.plan.compared else "not_compared"

    def _noted(self, fate: GrantPlan) -> Document:
        told: Document = {}
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

    def _warnings(self, entry: t.Optional[Entry[GrantWish]], label: str, fate: GrantPlan) -> t.Tuple[str, ...]:
        told = list(self.plan.warnings) if fate is self.plan.fates[0] else []
        if entry is not None and not entry.wish.grant.absent:
            expiry = entry.wish.grant.expiry
            if expiry is not None and expiry.at is not None and expiry.at <= self.survey.now:
                told.append("expires_at %s is in the past" % render_time(expiry.at))
            if any(word != "".join(word.split()) for word in entry.wish.grant.scope or ()):
                told.append("scope contains an entry with a space, which no request can ask for")
        return tuple('%s "%s": %s' % (TITLE, label, sentence) for sentence in told)


def _passing(entry: t.Optional[Entry[GrantWish]], fate: GrantPlan) -> t.Dict[str, str]:
    """Return the expiry of a grant, where it is so long from now on, and what stands for it."""
    expiry = entry.wish.grant.expiry if entry is not None else None
    if expiry is None or expiry.after is None or fate.after is None:
        return {}
    if fate.before is not None and fate.before.expires_at == fate.after.expires_at:
        return {}  # it stays as it is
    return {render_time(fate.after.expires_at): "(in %d s)" % expiry.after.total_seconds()}


def sentence_of(entry: Entry[GrantWish], sentence: str) -> str:
    """Return a sentence about an entry."""
    if entry.key is None:
        return "entry %d of %s: %s" % (entry.position + 1, PLURAL, sentence)
    return '%s "%s": %s' % (TITLE, entry.key, sentence)
