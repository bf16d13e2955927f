# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The calls of a plan for a JWK set as the engine's steps."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._engine.model import Step
from .._server.admin_api import AdminApi, Document
from .._values.jwk import SYMMETRIC, Jwk, thumbprint
from . import calls
from .calls import Call, State, next_set
from .stored import StoredSet


@dataclass(frozen=True)
class KeyStep(Step[StoredSet]):
    """A call about a set.

    :param about: the set, whatever is in it
    """

    call: Call
    about: StoredSet

    @property
    def operation(self) -> str:
        """The name of the call, as failures report it."""
        return _OPERATIONS[type(self.call)]

    def sends(self) -> Document:
        """Return what the call does to which keys, and the thumbprint of each that it writes."""
        return {name: _told(value) for name, value in vars(self.call).items()}

    def take(self, api: AdminApi, there: t.Optional[StoredSet]) -> t.Optional[StoredSet]:
        """Make the call."""
        state = there.state if there is not None else State()
        return self.about.holding(_TAKE[type(self.call)](api, self.about.name, self.call, state))

    def done(self, there: t.Optional[StoredSet]) -> bool:
        """Tell whether the call took effect."""
        return self.call.done(there.state if there is not None else State())


def _told(value: t.Any) -> t.Any:
    """Return an argument of a call as far as it may be told."""
    if isinstance(value, calls.Source):
        return dict(vars(value), jwk=None if value.jwk is None else _identified(value.jwk))
    if isinstance(value, frozenset):
        return sorted(value)
    return [_told(one) for one in value] if isinstance(value, tuple) else value


def _identified(jwk: Jwk) -> Document:
    """Return which key it is: of a symmetric one, whose thumbprint is made of the secret, not more than its kind."""
    told = {name: jwk.get(name) for name in ("kty", "alg", "use")}
    return told if jwk.get("kty") == SYMMETRIC else dict(told, thumbprint=thumbprint(jwk))


def _generate(api: AdminApi, name: str, call: calls.Generate, state: State) -> State:
    target = name if call.where == calls.MAIN else next_set(name)
    made = api.create_jwk(target, call.algorithm, call.use, call.kid)
    return state.replaced(call.where, (*made, *state.rows(call.where)))


def _put_key(api: AdminApi, name: str, call: calls.PutKey, state: State) -> State:
    api.replace_jwk(name, call.raw, call.row(state))
    return call.after(state)


def _put_set(api: AdminApi, name: str, call: calls.PutSet, state: State) -> State:
    api.replace_jwk_set(name, list(reversed(call.rows(state))))
    return call.after(state)


def _delete_key(api: AdminApi, name: str, call: calls.DeleteKey, state: State) -> State:
    api.delete_jwk(name if call.where == calls.MAIN else next_set(name), call.raw)
    return call.after(state)


def _delete_set(api: AdminApi, name: str, call: calls.DeleteSet, state: State) -> State:
    api.delete_jwk_set(name)
    return call.after(state)


_TAKE: t.Dict[t.Type[Call], t.Callable[[AdminApi, str, t.Any, State], State]] = {
    calls.Generate: _generate,
    calls.PutKey: _put_key,
    calls.PutSet: _put_set,
    calls.DeleteKey: _delete_key,
    calls.DeleteSet: _delete_set,
}


_OPERATIONS: t.Dict[t.Type[Call], str] = {
    calls.Generate: "create_jwk",
    calls.PutKey: "replace_jwk",
    calls.PutSet: "replace_jwk_set",
    calls.DeleteKey: "delete_jwk",
    calls.DeleteSet: "delete_jwk_set",
}
