# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A YAML file of variables, with the lines of what is in its lists, and without resolving templates."""

from __future__ import annotations

import traceback
import typing as t
from dataclasses import dataclass, field

from .._errors import MissingLibraryError, UsageError

YAML_TRACE: t.Optional[str]
try:
    import yaml
except ImportError:
    YAML_TRACE = traceback.format_exc()
else:
    YAML_TRACE = None


@dataclass
class Variables:
    """Variables of a file.

    :param lines: for each variable that is a list, the line at which each of its entries begins, from 1
    """

    values: t.Dict[str, t.Any] = field(default_factory=dict)
    lines: t.Dict[str, t.List[int]] = field(default_factory=dict)


def read_variables(option: str, path: str) -> Variables:
    """Return the variables of a file.

    :param option: the option that names the file, for messages
    :raises UsageError: it cannot be read; the message repeats nothing of the file
    :raises MissingLibraryError: there is nothing to read YAML with
    """
    if YAML_TRACE is not None:
        raise MissingLibraryError("PyYAML", YAML_TRACE)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError("%s %s cannot be read: %s" % (option, path, reason)) from None
    try:
        return _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = " at line %d" % (mark.line + 1) if mark is not None else ""
        raise UsageError("%s %s is not valid YAML%s" % (option, path, place)) from None
    except (ValueError, TypeError, RecursionError):
        raise UsageError("%s %s is not valid YAML" % (option, path)) from None


def _parsed(text: str) -> Variables:
    loader = _loader()(text)
    try:
        root = loader.get_single_node()
        values = None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        return Variables()
    found = Variables({str(name): value for name, value in values.items()})
    for name, node in root.value:
        if isinstance(node, yaml.SequenceNode):
            found.lines[str(name.value)] = [one.start_mark.line + 1 for one in node.value]
    return found


def _loader() -> t.Any:
    """Return what reads YAML with Ansible's tags: times stay texts, and what is encrypted stays so."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # whichever is there
        """The fastest that there is, with constructors of its own."""

    def tagged(loader: t.Any, _tag: str, node: t.Any) -> t.Any:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, True)
        return loader.construct_mapping(node, True)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))
    Loader.add_multi_constructor("!", tagged)
    return Loader
