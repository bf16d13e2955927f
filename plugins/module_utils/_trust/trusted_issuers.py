# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Trusted issuers of JWT-bearer grants (RFC 7523): how they are read, and their plans as the engine's steps."""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

from .._engine.model import Entry, Planning
from .._engine.resource import Given, Policy, Resource, Rules, Spec
from .._engine.stages import Stages
from .._server.admin_api import AdminApi, Document
from .._server.public_api import PublicApi
from .._values.expiry import now_in_utc
from .._values.jwk import public_half
from .changes import sentence_of
from .grants import (
    GrantWish,
    OwnedIssuers,
    StoredGrant,
    expiry_of,
    group_of,
    identity_of,
    kid_of,
    label_of,
    scope_of,
)
from .options import ABSENT, ARGUMENT_RULES, ARGUMENTS, PLURAL, POLICIES, TITLE, adapt_options, wanted_grant
from .plan import ANY
from .planner import TrustPlanner, require_trust
from .read import TrustReader, stored_key

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class TrustedIssuerResource(Resource[GrantWish, StoredGrant, OwnedIssuers]):
    """Trusted issuers, each a grant for one subject or any, with one key."""

    noun = "trusted_issuer"
    plural = PLURAL
    title = TITLE
    variable = "provision_issuers"

    def arguments(self) -> Spec:
        """Return the options of one grant."""
        return {name: dict(spec) for name, spec in ARGUMENTS.items()}

    def argument_rules(self) -> Rules:
        """Return what holds between them."""
        return dict(ARGUMENT_RULES)

    def policies(self) -> Spec:
        """Return the options that say what goes, and how far to go."""
        return {name: dict(spec) for name, spec in POLICIES.items()}

    def adapt(self, options: t.Dict[str, t.Any], task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server and the modules answer, and empty texts of a survey; see `Resource.adapt`."""
        yield from adapt_options(options)

    def entry(self, given: Given) -> Entry[GrantWish]:
        """Return what a task says about one grant, and what of it cannot be right."""
        item = given.item
        kid, wanted, problems, unknown = wanted_grant(
            given.position, item, given.mentioned, bool(given.policy("force")), given.hide, given.broken
        )
        entry = Entry(
            given.position,
            _label(item["issuer"], ANY if item["allow_any_subject"] else item["subject"], kid),
            GrantWish(item["issuer"], kid, wanted, given.policy("expired") == ABSENT),
            broken=unknown,
        )
        return replace(entry, problems=tuple(sentence_of(entry, problem) for problem in problems))

    def planning(
        self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy
    ) -> Planning[GrantWish, StoredGrant, OwnedIssuers]:
        """Return what plans for grants."""
        return Stages(TrustPlanner(api.server), TrustReader(api, policy.writers(api.server), policy.log))

    def prune_arguments(self) -> Spec:
        """Return that a list owns issuers as a whole."""
        return {"prune_issuers": {"type": "list", "elements": "str"}}

    def prune_scope(self, task: t.Mapping[str, t.Any]) -> t.Optional[OwnedIssuers]:
        """Return the issuers that a list owns."""
        issuers = task["prune_issuers"]
        return OwnedIssuers(frozenset(issuers), task["force"]) if issuers else None

    def owned(self, scope: OwnedIssuers, thing: StoredGrant) -> bool:
        """Tell whether a list owns a grant."""
        return scope.owns(thing.row)

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

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[StoredGrant]:
        """Return the grants that are asked for, sorted by issuer, subject and kid."""
        require_trust(api.server)
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
            return [StoredGrant(row) for row in ordered]
        names = list(dict.fromkeys(group_of(row) for row in ordered))
        keys = dict(zip(names, (stored_key(api, name) for name in names)))
        return [StoredGrant(row, keys[group_of(row)].jwk) for row in ordered]

    def name(self, thing: StoredGrant) -> str:
        """Return issuer, subject and kid."""
        return thing.label

    def presentable(self, thing: StoredGrant) -> Document:
        """Return a grant as a result shows it."""
        row = thing.row
        shown = dict(row, scope=list(scope_of(row)), kid=kid_of(row))
        shown["allow_any_subject"] = bool(row.get("allow_any_subject"))
        if thing.jwk is not None:
            shown["jwk"] = public_half(thing.jwk)
        return shown

    def secrets(self, thing: StoredGrant) -> t.Iterator[str]:
        """Yield nothing: what a grant or the public half of a key has in it is not secret."""
        return iter(())


TRUSTED_ISSUERS = TrustedIssuerResource()


def _label(issuer: t.Optional[str], subject: t.Optional[str], kid: str) -> t.Optional[str]:
    """Return what a grant is known by, as far as that can be told of an entry."""
    if issuer is not None and subject is not None and kid:
        return label_of(issuer, subject, kid)
    return issuer or None


# Refusals
