# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Key Sets (RFC 7517 section 5): their options, how they are read, and their plans as the engine's steps."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._engine.model import Entry, Planning, refuse
from .._engine.resource import Given, Policy, Resource, Rules, Spec
from .._engine.stages import Stages
from .._server.admin_api import AdminApi, Document
from .._server.public_api import PublicApi
from .._values.jwk import has_material, secrets_in
from . import key_set
from .as_entry import as_entry
from .calls import State
from .options import KEY_ARGUMENTS, adapt_options, wish_of
from .planner import KeySetPlanner, problem_of_name
from .read import KeySetReader
from .stored import PLURAL, TITLE, StoredSet
from .wish import SetWish


class JwkSetResource(Resource[SetWish, StoredSet, None]):
    """JSON Web Key Sets."""

    noun = "jwk_set"
    plural = PLURAL
    title = TITLE
    variable = "provision_key_sets"

    def arguments(self) -> Spec:
        """Return the options of one set."""
        return dict({"set": {"type": "str", "required": True}}, **KEY_ARGUMENTS)

    def argument_rules(self) -> Rules:
        """Return what holds between them."""
        return {
            "required_if": [("state", "present", ("alg", "keys", "jwks"), True)],
            "required_by": {"keep": ("alg",), "max_age": ("alg",), "rotation": ("alg",)},
            "mutually_exclusive": [("rotation", name) for name in ("keep", "max_age", "keys", "jwks")],
        }

    def policies(self) -> Spec:
        """Return the options that say how far to go, and what to show."""
        flag = {"type": "bool", "default": False}
        return {"force": dict(flag), "return_private": dict(flag)}

    def adapt(self, options: t.Dict[str, t.Any], task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server and the modules answer, and empty texts of a survey; see `Resource.adapt`."""
        adapt_options(options)
        return iter(())

    def entry(self, given: Given) -> Entry[SetWish]:
        """Return what a task says about one set, and what of it cannot be right."""
        name = given.item["set"]
        wish, problems = wish_of(given.item, bool(given.policy("force")), given.hide, given.warn, given.broken)
        return Entry(
            given.position,
            name,
            replace(wish, return_private=bool(given.policy("return_private"))),
            problems=tuple('%s "%s": %s' % (self.title, name, problem) for problem in problems),
            broken=given.broken,
        )

    def planning(
        self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy
    ) -> Planning[SetWish, StoredSet, None]:
        """Return what plans for sets."""
        return Stages(KeySetPlanner(api.server), KeySetReader(api, policy.writers(api.server), policy.log))

    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return the options of the module that returns sets."""
        names = {"type": "list", "elements": "str", "default": list(key_set.SIGNING_SETS)}
        return {"sets": names, "return_private": {"type": "bool", "default": False}}, {}

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[StoredSet]:
        """Return the sets that are there of those that are asked for, in that order."""
        refuse([problem for name in wanted["sets"] for problem in problem_of_name(name, api.server)])
        rows = [(name, api.get_jwk_set(name)) for name in wanted["sets"]]
        shows = bool(wanted["return_private"])
        there = [StoredSet.on(api.server, name, State(tuple(keys)), shows) for name, keys in rows if keys]
        return [replace(one, entry=as_entry(one, api.server)) for one in there]

    def name(self, thing: StoredSet) -> str:
        """Return the name of the set."""
        return thing.name

    def presentable(self, thing: StoredSet) -> Document:
        """Return a set as a result shows it: the public halves, and what is to be said of each key."""
        rows = thing.state.main
        jwks = key_set.public_jwks(rows, thing.traits.pairs)
        if thing.return_private:
            jwks = {"keys": [dict(row) for row in rows if has_material(row)]}
        entry = {} if thing.entry is None else {"entry": thing.entry}
        return {"set": thing.name, "jwks": jwks, "key_states": key_set.key_states(rows, thing.signer), **entry}

    def secrets(self, thing: StoredSet) -> t.Iterator[str]:
        """Yield the private members of all keys whose return was not asked for."""
        if not thing.return_private:
            yield from secrets_in(thing.state.main)
        yield from secrets_in(thing.state.next)

    def asked_for(self, thing: StoredSet) -> t.Iterator[str]:
        """Yield the private members of all keys whose return was asked for."""
        if thing.return_private:
            yield from secrets_in(thing.state.main)


JWK_SETS = JwkSetResource()


# Between the engine's documents and states


# What a server cannot have


# Calls
