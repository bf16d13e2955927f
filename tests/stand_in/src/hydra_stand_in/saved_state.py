# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All objects of a server as bytes, to go on with them later: in another process, or after a test that changed them.

Objects refer to each other, such as tokens to what a user granted, so they are a pickle.  It is read as data: nothing
can come of it but the classes named here, none of which does anything when it is made.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from . import flows
from .by_id import ById
from .client_fields import RawJson
from .errors import Refusal
from .generations import Quirks
from .grants import TrustedIssuer, TrustedIssuers
from .hashing import HashedSecret
from .key_sets import KeySets
from .state import Client, State, Token

if TYPE_CHECKING:
    from .hydra import Hydra

_MARK = b"hydra-stand-in state "
_CLASSES: dict[str, type] = {
    each.__name__: each
    for each in (
        *(State, Client, Token, ById, TrustedIssuer, TrustedIssuers, HashedSecret, KeySets, RawJson, Refusal),
        *(flows.Flows, flows.Flow, flows.LoginAnswer, flows.ConsentAnswer, flows.Consent, flows.LoginSession),
        *(flows.LogoutRequest, flows.Grant, flows.Code, flows.DeviceGrant),
        *(datetime, timedelta, timezone),
    )
}
_MEMBERS = [(name, [one.name for one in fields(each)]) for name, each in _CLASSES.items() if is_dataclass(each)]
# Changes whenever an object gets other members, so that none is read that lacks some.
_FORM = hashlib.sha256(repr(_MEMBERS).encode()).hexdigest()[:12]


def save(hydra: Hydra) -> bytes:
    """Return all objects of a server, its private keys and the hashes of secrets among them."""
    written = io.BytesIO()
    written.write(_MARK + json.dumps(_about(hydra)).encode() + b"\n")
    _Writer(written, pickle.HIGHEST_PROTOCOL).dump(hydra.state)
    return written.getvalue()


def load(hydra: Hydra, data: bytes) -> None:
    """Put the objects that :func:`save` returned in the place of those that a server has.

    Raises ValueError with a sentence for the user where they are not those of such a server.
    """
    head, _newline, body = data.partition(b"\n")
    try:
        about = json.loads(head.removeprefix(_MARK)) if head.startswith(_MARK) else None
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise ValueError("This is not a saved state of the stand-in.")
    mine = _about(hydra)
    if about.get("form") != mine["form"]:
        raise ValueError("This state was saved by another version of the stand-in.")
    if about != mine:
        told, own = (", ".join(f"{name} {one.get(name)}" for name in mine if name != "form") for one in (about, mine))
        raise ValueError(f"This state was saved with {told}; this server has {own}.")
    try:
        state = _Reader(io.BytesIO(body), hydra.quirks).load()
    except Exception as problem:  # whatever comes of bytes that are not a pickle
        raise ValueError(f"This state cannot be read: {problem}.") from None
    if not isinstance(state, State):
        raise ValueError("This is not a saved state of the stand-in.")
    hydra.state = state


def _about(hydra: Hydra) -> dict[str, Any]:
    """What a server must have in common with the one whose state it takes."""
    return {"form": _FORM, "version": hydra.version, "store": hydra.store, "hash cost": hydra.hash_cost}


class _Writer(pickle.Pickler):
    """Leaves out the table of the version, which every server has of its own."""

    def persistent_id(self, obj: object) -> str | None:
        """Return a name for what is not written."""
        return "quirks" if isinstance(obj, Quirks) else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, quirks: Quirks) -> None:
        super().__init__(file)
        self._quirks = quirks

    def persistent_load(self, _name: str) -> Quirks:
        """Return what was not written."""
        return self._quirks

    def find_class(self, _module: str, name: str) -> type:
        """Return a class by its name, wherever it was when it was written.  Raises UnpicklingError for others."""
        if name not in _CLASSES:
            raise pickle.UnpicklingError(f"it has something of the kind {name}")
        return _CLASSES[name]
