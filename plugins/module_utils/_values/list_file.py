# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Files that hold a list of dictionaries, as JSON or YAML. No message repeats what is in them."""

from __future__ import annotations

import collections
import functools
import json
import os
import sys
import typing as t

from .._errors import UsageError
from . import exact_json, plain_yaml
from .files import read_file
from .structures import is_deeper

Row = t.Dict[str, t.Any]

_VAULT = "$ANSIBLE_VAULT;"
_NO_TEXT = "it is not UTF-8 text"


class _Doubled(Row):
    """A dictionary that has a name twice.

    :ivar name: such a name
    """

    name: str = ""


def read_list_file(option: str, path: str) -> str:
    """Return the text of a file that holds a list.

    :param option: the option that names the file, for messages
    :raises UsageError: it cannot be read
    """
    here = "%s %s" % (option, path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError("%s is not a file%s" % (here, ", but a directory" if os.path.isdir(path) else ""))
    text = read_file(option, path, _NO_TEXT)
    if text is None:
        raise UsageError("%s does not exist on the host that runs the module" % here)
    if text.lstrip().startswith(_VAULT):
        raise UsageError(
            "%s is encrypted with Ansible Vault, which a module cannot decrypt: let ansible.builtin.copy write it to "
            "the host decrypted, with mode 0600, or load it with vars_files and give the list itself" % here
        )
    return text


def rows_of(option: str, path: str, text: str, names: t.Sequence[str]) -> t.List[Row]:
    """Return the list that the text of a file is, or has in it.

    :param names: the members of a dictionary that can be the list, where the text is not the list alone
    :raises UsageError: there is no such list
    """
    here = "%s %s" % (option, path)
    try:
        document = _document(path, text)
    except ValueError as error:
        raise UsageError("%s %s" % (here, error)) from None
    if document is None:
        raise UsageError("%s is empty" % here)
    return _rows(here, document, names)


def _document(path: str, text: str) -> t.Any:
    """Return what a text contains, as JSON where it is JSON, which takes a fraction of the time.

    :raises ValueError: it is neither JSON nor plain YAML; the text completes a sentence
    """
    is_json = path.lower().endswith(".json")
    told = ""
    if is_json or text.lstrip()[:1] in ("{", "["):
        try:
            return _from_json(text)
        except json.JSONDecodeError as error:
            told = "line %d, column %d: %s" % (error.lineno, error.colno, error.msg.partition(":")[0])
        if is_json:
            raise ValueError("is not valid JSON: %s" % told)
    try:
        return plain_yaml.loads(text)
    except plain_yaml.NotPlainError as error:
        raise ValueError("cannot be read as YAML: %s" % error) from None
    except ImportError:
        raise ValueError(
            "is not valid JSON%s, and to read YAML, the Python library PyYAML is required, which %s does not have"
            % (" (%s)" % told if told else "", sys.executable)
        ) from None


def _members(doubled: t.List[_Doubled], pairs: t.List[t.Tuple[str, t.Any]]) -> Row:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    one = _Doubled(found)
    one.name = collections.Counter(name for name, _value in pairs).most_common(1)[0][0]
    doubled.append(one)
    return one


def _from_json(text: str) -> t.Any:
    """Return a document of JSON in which no dictionary has a name twice, and that is not too deep to be walked through.

    :raises ValueError: it is another
    """
    doubled: t.List[_Doubled] = []
    try:
        document = exact_json.loads(text, functools.partial(_members, doubled))
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise ValueError("contains infinity or NaN, which do not exist in JSON") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if doubled:
        name, place = exact_json.dumps(doubled[0].name), _entry_with(doubled[0], document)
        raise ValueError("has %s twice in one dictionary%s" % (name, place and ", in " + place))
    if is_deeper(document, plain_yaml.MOST_DEEP):
        raise ValueError("is nested more than %d levels deep" % plain_yaml.MOST_DEEP)
    return document


def _entry_with(one: Row, document: t.Any) -> str:
    """Return which entry of the first list on the way to a dictionary has it in it; nothing where no list is there."""
    lists = [document]
    while lists:
        value = lists.pop()
        if isinstance(value, dict):
            lists += value.values()
        elif isinstance(value, list):
            for number, row in enumerate(value, 1):
                if _is_in(one, row):
                    return "entry %d" % number
    return ""


def _is_in(one: Row, value: t.Any) -> bool:
    rows = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is one or any(_is_in(one, row) for row in rows)


def _rows(here: str, document: t.Any, names: t.Sequence[str]) -> t.List[Row]:
    """Return the list of a document."""
    either = " or ".join(names)
    place = here
    if isinstance(document, dict):
        there = [name for name in names if name in document]
        if len(there) > 1:
            raise UsageError("%s contains both %s: only one of them can be the list" % (here, " and ".join(there)))
        if not there:
            raise UsageError(
                "%s contains a dictionary without %s: the list must be one of its members" % (here, either)
            )
        place = "%s: %s" % (here, there[0])
        document = document[there[0]]
    if not isinstance(document, list):
        raise UsageError(
            "%s must be a list of dictionaries%s" % (place, "" if place != here else ", or a dictionary with " + either)
        )
    wrong = [number for number, row in enumerate(document, 1) if not isinstance(row, dict)]
    if wrong:
        raise UsageError(
            "; ".join("%s: entry %d must be a dictionary" % (place, number) for number in wrong[:100]),
        )
    return document
