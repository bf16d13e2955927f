# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A report, whatever it is about and whatever its format: all text visible, nothing assumed. Pure.

A report has no date, so that it changes only if what it says does.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .._module.visible import visible
from .rule import SEVERITIES, Reference


@dataclass(frozen=True)
class Entry:
    """A finding.

    :param why: what it means, in paragraphs
    :param instead: what to write instead, as the options of a task
    :param remark: what the user makes of the rule
    :param references: titles and addresses
    :param line: of a file, where the object begins
    """

    rule: str
    severity: str
    kind: str
    title: str
    name: str
    option: str
    found: str
    remedy: str
    why: t.Tuple[str, ...]
    instead: t.Tuple[str, ...] = ()
    remark: str = ""
    references: t.Tuple[t.Tuple[str, str], ...] = ()
    line: t.Optional[int] = None


class ReportRule(t.Protocol):
    """What a report says of a rule: a ``Rule`` of the audit, or a kind of difference."""

    @property
    def id(self) -> str:
        """Its name in lower case, with hyphens."""

    @property
    def severity(self) -> str:
        """One of ``SEVERITIES``."""

    @property
    def what(self) -> str:
        """What it finds; completes "Finds ..."."""

    @property
    def why(self) -> str:
        """What can happen."""

    @property
    def references(self) -> t.Tuple[Reference, ...]:
        """Where it comes from: at least one."""


@dataclass(frozen=True)
class Section:
    """What else a report says: a table, or where it has one column a list.

    :param code: the position of a column of identifiers
    """

    title: str
    columns: t.Tuple[str, ...]
    rows: t.Tuple[t.Tuple[str, ...], ...]
    code: t.Optional[int] = None


@dataclass(frozen=True)
class Report:
    """What a report says.

    :param noun: what its findings are called, in the plural
    :param tool: what made it, as code hosts name it
    :param id: tells its results from those of other reports
    :param place: what it is about: an address or a path
    :param scope: what was looked at, as pairs of words
    :param rules: all rules that there are
    :param ignored: findings that the user accepts
    :param diagram: a picture of what was looked at, in Mermaid
    """

    title: str
    noun: str
    tool: str
    id: str
    place: str
    scope: t.Tuple[t.Tuple[str, str], ...]
    rules: t.Tuple[ReportRule, ...]
    findings: t.Tuple[Entry, ...]
    ignored: t.Tuple[Entry, ...] = ()
    sections: t.Tuple[Section, ...] = ()
    diagram: str = ""

    @property
    def counts(self) -> t.Tuple[t.Tuple[str, int], ...]:
        """The number of findings by severity, the worst first."""
        return tuple((one, sum(entry.severity == one for entry in self.findings)) for one in SEVERITIES)

    @property
    def verdict(self) -> str:
        """What was found, in a sentence."""
        told = ["%d %s" % (number, severity) for severity, number in self.counts if number]
        return "%s: %s." % (self.noun, ", ".join(told)) if told else "No %s." % self.noun.lower()


def text(value: t.Any) -> str:
    """Return a value as text in one line, without anything that a terminal or a page would obey."""
    return "" if value is None else _written(str(value))


def options(values: t.Mapping[str, t.Any]) -> t.Tuple[str, ...]:
    """Return options as YAML has them, which takes JSON."""
    return tuple(
        "%s: %s" % (text(name), _written(json.dumps(value, ensure_ascii=False, default=str)))
        for name, value in values.items()
    )


def references(rows: t.Iterable[t.Mapping[str, t.Any]]) -> t.Tuple[t.Tuple[str, str], ...]:
    """Return the titles and addresses of references, as results have them."""
    return tuple((text(one.get("title")), text(one.get("url"))) for one in rows)


def _written(value: str) -> str:
    """Return a text as a file can have it; half of a surrogate pair is no character."""
    return visible(value).encode("utf-8", "backslashreplace").decode("utf-8")
