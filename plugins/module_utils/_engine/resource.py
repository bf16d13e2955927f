# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.


"""What a kind of object has to tell the engine: the form that each of them fills in."""

from __future__ import annotations

import abc
import typing as t
from dataclasses import dataclass

from .._server.admin_api import AdminApi, Document
from .._server.generations import Features, ServerVersion
from .._server.public_api import PublicApi
from .model import Entry, Owned, Planning, Thing, Wish

Spec = t.Dict[str, t.Dict[str, t.Any]]  # options, as Ansible's argument spec has them
Rules = t.Dict[str, t.Any]  # what holds between options: mutually_exclusive, required_one_of, ...

DEFAULT_CONCURRENCY = 4


@dataclass(frozen=True)
class Policy:
    """How a run goes about it.

    :param concurrency: requests under way at once; None for what is safe on every store of the generation
    :param log: writes a line to the system log
    :param approved: the id of the only plan that may be carried out; None for any
    """

    check_mode: bool = False
    concurrency: t.Optional[int] = None
    continue_on_error: bool = False
    log: t.Callable[[str], None] = lambda _line: None
    approved: t.Optional[str] = None

    def writers(self, server: ServerVersion) -> int:
        """Return how many writes may be under way at once."""
        return self.concurrency or (1 if server.has(Features.serial_writes) else DEFAULT_CONCURRENCY)

    @property
    def readers(self) -> int:
        """Return how many reads may be under way at once."""
        return self.concurrency or DEFAULT_CONCURRENCY


@dataclass(frozen=True)
class Given:
    """The options of one object.

    :param position: its place in the list, from 0
    :param item: its options, validated; one that was not given is None
    :param mentioned: the options that were given, null included
    :param task: the options of the whole task
    :param hide: has texts masked in whatever the task prints
    :param warn: warns the user
    :param removed: the members that `Resource.adapt` took away
    :param broken: the options that were given and cannot be used, as is told already; ``keys[1]`` is a part of one
    """

    position: int
    item: t.Mapping[str, t.Any]
    mentioned: t.Container[str]
    task: t.Mapping[str, t.Any]
    hide: t.Callable[[t.Iterable[str]], None]
    warn: t.Callable[[str], None]
    removed: t.FrozenSet[str] = frozenset()
    broken: t.FrozenSet[str] = frozenset()

    def policy(self, name: str) -> t.Any:
        """Return an option of the object, or where it has none that of the task."""
        return self.task.get(name) if self.item.get(name) is None else self.item[name]


class Presentation(abc.ABC, t.Generic[Thing]):
    """How one kind of object is shown.

    :cvar noun: what a result calls one of them
    :cvar plural: what a result calls several, and the option that takes a list of them
    :cvar title: what sentences call one of them
    :cvar variable: the variable of the role provision that takes such a list
    """

    noun: str
    plural: str
    title: str
    variable: str

    @abc.abstractmethod
    def name(self, thing: Thing) -> t.Optional[str]:
        """Return what an account of several objects calls one."""

    @abc.abstractmethod
    def presentable(self, thing: Thing) -> Document:
        """Return an object as a result shows it, without anything secret and in one spelling per value."""

    @abc.abstractmethod
    def secrets(self, thing: Thing) -> t.Iterator[str]:
        """Yield what of an object must never be printed."""

    def asked_for(self, thing: Thing) -> t.Iterator[str]:
        """Yield the secrets of an object that a result has, because the task asks for them."""
        return iter(())


class Resource(Presentation[Thing], t.Generic[Wish, Thing, Owned]):
    """One kind of object that a task manages."""

    @abc.abstractmethod
    def arguments(self) -> Spec:
        """Return the options of one object, without state and policies."""

    def argument_rules(self) -> Rules:
        """Return what holds between the options of one object."""
        return {}

    def policies(self) -> Spec:
        """Return the options that say how an object is brought about; a list of objects has them as defaults, too."""
        return {}

    def common_arguments(self) -> Spec:
        """Return the options that say something of all objects of a list."""
        return {}

    def adapt(self, options: t.Dict[str, t.Any], task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Put an object as people have it, such as an answer of the server, into the terms of its options, in place.

        Called before anything is validated; yields what cannot be right, as sentences.

        :param task: the options of the task, as they were given
        """
        return iter(())

    @abc.abstractmethod
    def entry(self, given: Given) -> Entry[Wish]:
        """Return what a task says about one object, and what of it cannot be right."""

    @abc.abstractmethod
    def planning(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> Planning[Wish, Thing, Owned]:
        """Return what plans for such objects."""

    def prune_arguments(self) -> t.Optional[Spec]:
        """Return the options that say what a list owns; None where such objects cannot be pruned."""
        return None

    def prune_scope(self, task: t.Mapping[str, t.Any]) -> t.Optional[Owned]:
        """Return what a list owns; None where the task does not say it.

        :param task: the options of the task
        """
        return None

    def owned(self, scope: Owned, thing: Thing) -> bool:
        """Tell whether a list owns an object."""
        raise NotImplementedError  # nobody asks this of objects that cannot be pruned

    @abc.abstractmethod
    def queries(self) -> t.Tuple[Spec, Rules]:
        """Return the options of the module that returns such objects."""

    @abc.abstractmethod
    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Thing]:
        """Return the objects that are asked for, in an order that rests.

        :param wanted: the options that were given
        """
