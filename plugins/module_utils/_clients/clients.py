# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""OAuth 2.0 clients: RFC 7591 section 2 and OpenID Connect Dynamic Client Registration 1.0 section 2."""

from __future__ import annotations

import typing as t

from .._engine.model import Entry, Planning, attempt
from .._engine.resource import Given, Policy, Resource, Rules, Spec
from .._engine.stages import Stages
from .._server.admin_api import AdminApi, Document
from .._server.public_api import PublicApi
from .._values import files, folders
from .client_fields import FIELDS
from .description import (
    ALTERNATE,
    ID,
    NAME,
    PLURAL,
    REGISTRATION_TOKEN,
    SECRET,
    SERVER_SIDE,
    TITLE,
    OwnedClients,
    bears_secret,
    label_of,
    presentable,
    secrets_of,
)
from .merge import ClientWish
from .plan import ClientPlanner
from .presets import FOLDER, complete
from .read import ClientReader, find
from .secret_policy import SecretWish, mistake_in

_CLEARED_BY_EMPTY_TEXT = frozenset(one.name for one in FIELDS if one.spec()["type"] not in ("str", "list"))
UPDATE_SECRET = ("when_wrong", "on_create", "always")


class ClientResource(Resource[ClientWish, Document, OwnedClients]):
    """OAuth 2.0 clients."""

    noun = "client"
    plural = PLURAL
    title = TITLE
    variable = "provision_clients"

    # Options

    def arguments(self) -> Spec:
        """Return an option for each field, and those of the secret."""
        spec: Spec = {
            ID: {"type": "str"},
            SECRET: {"type": "str", "no_log": True},
            "secret_file": {"type": "path"},
            "preset": {"type": "str"},
        }
        spec.update((one.name, one.spec()) for one in FIELDS)
        return spec

    def argument_rules(self) -> Rules:
        """Return that a secret comes from one place, and that a client has a name."""
        return {"mutually_exclusive": [(SECRET, "secret_file")], "required_one_of": [(ID, NAME)]}

    def policies(self) -> Spec:
        """Return what becomes of fields that are not given, and of the secret."""
        return {
            "exhaustive": {"type": "bool", "default": False},
            "return_secret": {"type": "bool", "default": False},
            "update_secret": {"type": "str", "choices": list(UPDATE_SECRET), "no_log": False},
        }

    def common_arguments(self) -> Spec:
        """Return what is said of all clients of a list."""
        return {
            "presets": {"type": "dict"},
            "defaults": {"type": "dict"},
            FOLDER: {"type": "path", "no_log": False},
        }

    def adapt(self, options: t.Dict[str, t.Any], task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server answers, and empty texts of a survey; see `Resource.adapt`."""
        yield from complete(options, task)
        answered = SERVER_SIDE.intersection(options)
        for name in answered:
            del options[name]
        if answered and not bears_secret(options):
            options.pop(SECRET, None)  # Hydra's answer to a creation has one even so, which nobody can use
        for name in [name for name, value in options.items() if value == "" and name in _CLEARED_BY_EMPTY_TEXT]:
            options[name] = None
        problem = mistake_in(SECRET, options.get(SECRET))
        if problem:
            yield problem

    def entry(self, given: Given) -> Entry[ClientWish]:
        """Return what a task says about one client; a secret that is kept in a file is read from it."""
        item = given.item
        members = {
            one.name: item[one.name]
            for one in FIELDS
            if item.get(one.name) is not None or one.name in given.mentioned
            if one.name not in given.broken
        }
        given.hide(secrets_of(members))
        problems: t.List[str] = []
        secret = self._secret(given, problems)
        name = label_of(dict(members, **{ID: item.get(ID)}))
        return Entry(
            given.position,
            item.get(ID),
            ClientWish(
                absent=item["state"] == "absent",
                given=members,
                exhaustive=bool(given.policy("exhaustive")),
                secret=secret,
                registered=REGISTRATION_TOKEN in given.removed,
            ),
            problems=tuple('%s "%s": %s' % (TITLE, name, problem) for problem in problems),
            broken=given.broken | ({"secret_file"} if problems else frozenset()),
        )

    def _secret(self, given: Given, problems: t.List[str]) -> SecretWish:
        """Return what a task says about the secret."""
        item = given.item
        declared, path = item.get(SECRET), item.get("secret_file")
        held, tentative = None, False
        if path and item["state"] == "present":
            declared = held = attempt(problems, files.read_secret, "secret_file", path, given.hide, given.warn)
            tentative = declared is not None and files.is_tentative(path)
        update = given.policy("update_secret") or ("when_wrong" if given.task["public_url"] else "on_create")
        folder = given.task.get(FOLDER)
        folder_option = FOLDER if path and folder and folders.contains(folder, path) else None
        return SecretWish(declared, update, path, bool(given.policy("return_secret")), held, tentative, folder_option)

    # Plans

    def planning(
        self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy
    ) -> Planning[ClientWish, Document, OwnedClients]:
        """Return what plans for clients."""
        return Stages(ClientPlanner(api.server), ClientReader(api, public, policy))

    def prune_arguments(self) -> Spec:
        """Return that a list owns what has an owner, or a mark in its metadata."""
        return {"prune_owner": {"type": "str"}, "prune_metadata": {"type": "dict"}}

    def prune_scope(self, task: t.Mapping[str, t.Any]) -> t.Optional[OwnedClients]:
        """Return the owner and the mark of the clients that a list owns."""
        owner, mark = task["prune_owner"], task["prune_metadata"] or {}
        return OwnedClients(owner, mark) if owner or mark else None

    def owned(self, scope: OwnedClients, thing: Document) -> bool:
        """Tell whether a list owns a client."""
        return scope.owns(thing)

    # Results

    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return that clients are found by their id, by the alternate fields and by their metadata."""
        spec: Spec = {name: {"type": "str"} for name in (ID, *ALTERNATE)}
        spec["metadata"] = {"type": "dict"}
        return spec, {"mutually_exclusive": [(ID, name) for name in (*ALTERNATE, "metadata")]}

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the clients that are asked for, sorted by id."""
        return find(api, wanted)

    def name(self, thing: Document) -> t.Optional[str]:
        """Return the id of a client."""
        return thing.get(ID)

    def presentable(self, thing: Document) -> Document:
        """Return a client as a result shows it; see `description.presentable`."""
        return presentable(thing)

    def secrets(self, thing: Document) -> t.Iterator[str]:
        """Yield what of a client must never be printed."""
        return secrets_of(thing)


CLIENTS = ClientResource()
