# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.


"""Objects made of fields that can each be set and read on their own: what their descriptions consist of."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass

from .._engine.model import Entry, attempt
from .._engine.resource import Given, Resource, Rules, Spec
from .._server.admin_api import AdminApi, Document
from .._server.generations import ServerVersion
from .._values import files
from .._values.jwk import without_private_members
from .._values.versions import ALWAYS, Range
from .fields import JSON, JWK_SET, Field
from .secret_policy import SecretWish

REGISTRATION_TOKEN = "registration_access_token"
UPDATE_SECRET = ("when_wrong", "on_create", "always")


@dataclass(frozen=True)
class Rule:
    """Something that the server checks, or that is worth a warning.

    :param check: gets the whole document as it would be sent; returns a sentence where the rule is broken
    :param where: the versions that have the rule
    """

    check: t.Callable[[Document], t.Optional[str]]
    where: Range = ALWAYS


@dataclass(frozen=True)
class SecretField:
    """A member that can be written and never read.

    :param name: its name, as option and in the API
    :param decided_by: the field whose value decides whether there is a secret at all
    :param without: the values of that field with which there is none
    """

    name: str
    decided_by: str
    without: t.Tuple[str, ...]

    def borne_by(self, document: Document, default: str) -> bool:
        """Tell whether an object of this form has a secret."""
        return (document.get(self.decided_by) or default) not in self.without


@dataclass(frozen=True)
class FieldResource(Resource):
    """One kind of object, whose document is a set of fields.

    :param fields: all fields that can be set, besides the key
    :param alternate: fields that identify one where the key is not given or not ours to choose; the first is needed
    :param exclusive: fields of which only one can be set
    :param never_sent: members of what the server returns that are not sent back to it
    :param never_returned: members that are no business of a result
    :param server_side: members that the server alone sets, which an entry may have and which mean nothing in it
    :param check_names: checks that requests about objects of these keys arrive as they are
    :param pages: lists them; gets the API, filters and a function that tells before each further page whether to go on
    :param self_made: tells whether an object may have registered itself
    :param rules: what the server refuses
    :param hints: what is worth a warning
    """

    noun: str
    plural: str
    title: str
    key: str
    fields: t.Tuple[Field, ...]
    alternate: t.Tuple[str, ...]
    exclusive: t.Tuple[str, ...]
    never_sent: t.FrozenSet[str]
    never_returned: t.FrozenSet[str]
    server_side: t.FrozenSet[str]
    secret: SecretField
    rules: t.Tuple[Rule, ...]
    hints: t.Tuple[Rule, ...]
    get: t.Callable[[AdminApi, str], t.Optional[Document]]
    check_names: t.Callable[[AdminApi, t.Iterable[str]], None]
    pages: t.Callable[..., t.Iterator[t.List[Document]]]
    create: t.Callable[[AdminApi, Document], Document]
    replace: t.Callable[[AdminApi, str, Document], Document]
    delete: t.Callable[[AdminApi, str], None]
    self_made: t.Callable[[Document], bool]

    def field(self, name: str) -> Field:
        """Return the field of that name."""
        return self._by_name[name]

    @functools.cached_property
    def _by_name(self) -> t.Dict[str, Field]:
        return {field.name: field for field in self.fields}

    def name_of(self, document: t.Mapping[str, t.Any]) -> str:
        """Return what a user knows an object by: its key, or else the first of the alternate fields."""
        return str(document.get(self.key) or document.get(self.alternate[0]) or "")

    # Options

    def arguments(self) -> Spec:
        """Return an option for each field, and those of the secret."""
        spec: Spec = {
            self.key: {"type": "str"},
            self.secret.name: {"type": "str", "no_log": True},
            "secret_file": {"type": "path"},
        }
        spec.update((field.name, field.spec()) for field in self.fields)
        return spec

    def argument_rules(self) -> Rules:
        """Return that a secret comes from one place, and that an object has a name."""
        return {
            "mutually_exclusive": [(self.secret.name, "secret_file")],
            "required_one_of": [(self.key, self.alternate[0])],
        }

    def policies(self) -> Spec:
        """Return what becomes of fields that are not given, and of the secret."""
        return {
            "exhaustive": {"type": "bool", "default": False},
            "return_secret": {"type": "bool", "default": False},
            "update_secret": {"type": "str", "choices": list(UPDATE_SECRET), "no_log": False},
        }

    def prune_arguments(self) -> Spec:
        """Return that a list owns what has an owner, or a mark in its metadata."""
        return {"prune_owner": {"type": "str"}, "prune_metadata": {"type": "dict"}}

    def prune_scope(
        self, task: t.Mapping[str, t.Any]
    ) -> t.Optional[t.Tuple[t.Callable[[Document], bool], t.Mapping[str, str]]]:
        """Return what tells whether a list owns an object, and the filters of a listing."""
        owner, mark = task["prune_owner"], task["prune_metadata"] or {}
        if not owner and not mark:
            return None

        def scope(document: Document) -> bool:
            return (not owner or document.get("owner") == owner) and has_metadata(document, mark)

        return scope, {"owner": owner} if owner else {}

    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return that objects are found by their key, by the alternate fields and by their metadata."""
        spec: Spec = {name: {"type": "str"} for name in (self.key, *self.alternate)}
        spec["metadata"] = {"type": "dict"}
        return spec, {"mutually_exclusive": [(self.key, name) for name in (*self.alternate, "metadata")]}

    def adapt(self, options: t.Dict[str, t.Any]) -> t.Iterator[str]:
        """Accept what the server answers, and empty texts of a survey; see `Resource.adapt`."""
        for name in self.server_side:
            options.pop(name, None)
        for name in (self.secret.name, "secret_file"):
            if options.get(name) == "":
                del options[name]
        for field in self.fields:
            if options.get(field.name) == "" and field.spec()["type"] not in ("str", "list"):
                options[field.name] = None
        secret = options.get(self.secret.name)
        if isinstance(secret, str) and secret != secret.rstrip("\r\n"):
            yield (
                "%s must not end with a line break, which the application would have to send, too: remove it, "
                "for instance with the filter trim" % self.secret.name
            )

    def entry(self, given: Given) -> Entry:
        """Return what a task says about one object; a secret that is kept in a file is read from it."""
        item = given.item
        members = {
            field.name: item[field.name]
            for field in self.fields
            if item.get(field.name) is not None or field.name in given.mentioned
            if field.name not in given.broken
        }
        given.hide(self.secrets(members))
        declared, path = item.get(self.secret.name), item.get("secret_file")
        held, tentative = None, False
        problems: t.List[str] = []
        broken = given.broken
        if path and item["state"] == "present":
            declared = held = attempt(problems, files.read_file, "secret_file", path)
            broken |= {"secret_file"} if problems else frozenset()
            if declared is not None:
                given.hide([declared])
                tentative = files.is_tentative(path)
                if files.readable_by_others(path):
                    given.warn("secret_file %s can be read by others than its owner; its mode should be 0600" % path)
        name = self.name_of(dict(members, **{self.key: item.get(self.key)}))
        update = given.policy("update_secret") or ("when_wrong" if given.task["public_url"] else "on_create")
        return Entry(
            position=given.position,
            state=item["state"],
            key=item.get(self.key),
            given=members,
            exhaustive=bool(given.policy("exhaustive")),
            secret=SecretWish(declared, update, path, bool(given.policy("return_secret")), held, tentative),
            registered=REGISTRATION_TOKEN in given.removed,
            problems=tuple('%s "%s": %s' % (self.title, name, problem) for problem in problems),
            broken=broken,
        )

    # Results

    def presentable(self, document: Document) -> Document:
        """Return an object as a result shows it, without anything secret and in one spelling per value."""
        shown = {name: value for name, value in document.items() if name not in self.never_returned}
        for field in self.fields:
            if field.name in shown and shown[field.name] is None:
                shown[field.name] = field.unset
            elif field.kind is JWK_SET and field.name in shown:
                shown[field.name] = without_private_members(shown[field.name])
        return shown

    def secrets(self, document: Document) -> t.Iterator[str]:
        """Yield what of an object must never be printed."""
        for name in self.never_returned:
            if isinstance(document.get(name), str) and document[name]:
                yield document[name]
        for field in self.fields:
            if document.get(field.name):
                yield from field.kind.secrets(document[field.name])

    def described(self, document: Document, server: ServerVersion) -> Document:
        """Return what a diff shows of a whole object: its key and every field that is not at its default."""
        shown = {self.key: document[self.key]} if document.get(self.key) else {}
        for field in (field.at(server.version) for field in self.fields):
            if server.version in field.where and field.canonical(document.get(field.name)) != field.canonical(None):
                shown[field.name] = field.shown(document.get(field.name))
        return shown


def matches(document: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an object has these values in these members, an absent one being an empty text."""
    return all((document.get(name) or "") == (value or "") for name, value in wanted.items())


def has_metadata(document: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an object's metadata has all of these members with these values."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return not wanted
    return all(name in metadata and JSON.same(value, metadata[name]) for name, value in wanted.items())
