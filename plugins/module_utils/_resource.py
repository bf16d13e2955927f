# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a kind of object is made of: the form that every description in `_resources` fills in."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass

from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._fields import JWK_SET, Field, without_private_members
from ansible_collections.ory.hydra.plugins.module_utils._generations import ALWAYS, Range, ServerVersion


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
class Resource:
    """One kind of object.

    :param noun: what a result calls one of them
    :param plural: what a result calls several
    :param title: what sentences call one of them
    :param key: the field that identifies one
    :param fields: all other fields that can be set
    :param alternate: fields that identify one where the key is not given or not ours to choose; the first is needed
    :param exclusive: fields of which only one can be set
    :param never_sent: members of what the server returns that are not sent back to it
    :param never_returned: members that are no business of a result
    :param key_rules: keys that the server cannot address
    :param pages: lists them; gets the API, filters and a function that tells before each further page whether to go on
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
    secret: SecretField
    key_rules: t.Tuple[Rule, ...]
    rules: t.Tuple[Rule, ...]
    hints: t.Tuple[Rule, ...]
    get: t.Callable[[AdminApi, str], t.Optional[Document]]
    pages: t.Callable[..., t.Iterator[t.List[Document]]]
    create: t.Callable[[AdminApi, Document], Document]
    replace: t.Callable[[AdminApi, str, Document], Document]
    delete: t.Callable[[AdminApi, str], None]

    def field(self, name: str) -> Field:
        """Return the field of that name."""
        return self._by_name[name]

    @functools.cached_property
    def _by_name(self) -> t.Dict[str, Field]:
        return {field.name: field for field in self.fields}

    def name_of(self, document: t.Mapping[str, t.Any]) -> str:
        """Return what a user knows an object by: its key, or else the first of the alternate fields."""
        return str(document.get(self.key) or document.get(self.alternate[0]) or "")

    def presentable(self, document: Document) -> Document:
        """Return an object as a result shows it, without anything secret and in one spelling per value."""
        shown = {name: value for name, value in document.items() if name not in self.never_returned}
        for field in self.fields:
            if field.name in shown and shown[field.name] is None:
                shown[field.name] = field.unset
            elif field.kind is JWK_SET and field.name in shown:
                shown[field.name] = without_private_members(shown[field.name])
        return shown

    def described(self, document: Document, server: ServerVersion) -> Document:
        """Return what a diff shows of a whole object: its key and every field that is not at its default."""
        shown = {self.key: document[self.key]} if document.get(self.key) else {}
        for field in (field.at(server.version) for field in self.fields):
            if server.version in field.where and field.canonical(document.get(field.name)) != field.canonical(None):
                shown[field.name] = field.shown(document.get(field.name))
        return shown
