# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The list of objects of a task: given as an option, or as a file where the module runs, which Ansible never sees.

From here on, a list is a list: what a file holds is read, hidden, validated and planned as the option is.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible.module_utils.common.validation import check_type_path

from .._engine.model import attempt
from .._values.list_file import Row, read_list_file, rows_of

Options = t.Dict[str, t.Any]

_SHOWN = 10  # entries that a warning names


@dataclass(frozen=True)
class Resolved:
    """Options with a list in its place.

    :param path: the file that it is from; empty where it is given as an option
    :param has_braces: there is something in the file that looks like a template
    """

    options: Options
    path: str = ""
    rows: t.Sequence[Row] = ()
    has_braces: bool = False


@dataclass(frozen=True)
class ListOption:
    """The two options that a list of objects can be given as.

    :param variable: the variable of the role provision that takes such a list
    """

    option: str
    file_option: str
    variable: str

    def resolve(self, given: Options, problems: t.List[str]) -> Resolved:
        """Return options with the list that a file holds, if they name one.

        :param problems: gets what is wrong with the file
        """
        path = given.get(self.file_option)
        lacks = {self.option} if given.get(self.option) is None else set()
        lacks |= {self.file_option} if path is None or path == "" else set()  # as from a survey
        given = {name: value for name, value in given.items() if name not in lacks}
        if self.file_option in lacks:
            return Resolved(given)
        if self.option not in lacks:
            problems.append("%s and %s are mutually exclusive" % (self.option, self.file_option))
        if problems or isinstance(path, (list, dict)):  # which is refused as any text of a wrong type is
            return Resolved(given)
        whole = str(check_type_path(path))
        text = attempt(problems, read_list_file, self.file_option, whole)
        rows = attempt(problems, rows_of, self.file_option, whole, text, (self.option, self.variable)) if text else None
        if text is None or rows is None:
            return Resolved(given)
        return Resolved(dict(given, **{self.option: rows}), whole, rows, "{{" in text)

    def templated_secret(self, number: int, name: str) -> str:
        """Return the sentence that the secret of an entry is a template."""
        return (
            "entry %d of %s: %s is a template, and nothing in %s is one: use %s, or a file that holds the secret alone"
            % (
                number,
                self.option,
                name,
                self.file_option,
                self.option,
            )
        )

    def taken_literally(self, path: str, numbers: t.Sequence[int]) -> str:
        """Return the sentence that entries have what looks like a template."""
        shown = ", ".join(str(number) for number in numbers[:_SHOWN]) + (", ..." if len(numbers) > _SHOWN else "")
        return "%s %s: {{ is taken literally, as nothing in the file is templated (entries: %s)" % (
            self.file_option,
            path,
            shown,
        )


def is_template(text: str) -> bool:
    """Tell whether a text is one template from end to end."""
    return text.strip().startswith("{{") and text.strip().endswith("}}")
