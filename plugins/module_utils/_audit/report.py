# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The result of an audit as reports show it, whatever their format: all text visible, nothing assumed. Pure.

A report has no date, so that it changes only if the findings do.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .._module.visible import visible
from .audit import title_of
from .rule import SEVERITIES

TITLE = "Audit of Ory Hydra"


@dataclass(frozen=True)
class Entry:
    """A finding.

    :param instead: what to write instead, as the options of a task
    :param remark: what the user makes of the rule
    :param references: titles and addresses
    :param line: of a snapshot, where the object begins
    """

    rule: str
    severity: str
    kind: str
    title: str
    name: str
    option: str
    found: str
    remedy: str
    why: str
    instead: t.Tuple[str, ...] = ()
    remark: str = ""
    references: t.Tuple[t.Tuple[str, str], ...] = ()
    line: t.Optional[int] = None


@dataclass(frozen=True)
class Report:
    """The result of an audit.

    :param scope: what was checked, as pairs of words
    :param counts: the number of findings by severity, the worst first
    :param skipped: rules that could not be applied, why, and to how many objects
    :param unused: entries of the option rules that applied to nothing, as sentences
    """

    place: str
    scope: t.Tuple[t.Tuple[str, str], ...]
    counts: t.Tuple[t.Tuple[str, int], ...]
    findings: t.Tuple[Entry, ...]
    ignored: t.Tuple[Entry, ...]
    skipped: t.Tuple[t.Tuple[str, str, int], ...]
    unused: t.Tuple[str, ...]

    @property
    def verdict(self) -> str:
        """What was found, in a sentence."""
        told = ["%d %s" % (number, severity) for severity, number in self.counts if number]
        return "Findings: %s." % ", ".join(told) if told else "No findings."


def report_of(result: t.Mapping[str, t.Any]) -> Report:
    """Return a result of the module as reports show it.

    :raises ValueError: it is none
    """
    if not all(isinstance(result.get(name), (list, tuple)) for name in ("findings", "ignored", "not_checked")):
        raise ValueError("is not a result of the module ory.hydra.hydra_audit_info")
    checked = t.cast("t.Mapping[str, t.Any]", result.get("checked") or {})
    rules = t.cast("t.Mapping[str, t.Any]", result.get("rules") or {})
    findings = tuple(_entry(row, rules) for row in result["findings"])
    return Report(
        place=_text(checked.get("place")),
        scope=(
            ("Hydra", _text(checked.get("version")) or "unknown version"),
            ("Clients", _text(checked.get("clients"))),
            ("Key sets", _text(checked.get("jwk_sets"))),
            ("Trusted issuers", _text(checked.get("trusted_issuers"))),
            ("Rules", _text(checked.get("rules"))),
        ),
        counts=tuple((one, sum(entry.severity == one for entry in findings)) for one in SEVERITIES),
        findings=findings,
        ignored=tuple(_entry(row, rules) for row in result["ignored"]),
        skipped=tuple(
            (_text(row.get("rule")), _text(row.get("reason")), int(row.get("objects") or 0))
            for row in result["not_checked"]
        ),
        unused=tuple(_unused(row) for row in result.get("unused_rules") or ()),
    )


def _entry(row: t.Mapping[str, t.Any], rules: t.Mapping[str, t.Any]) -> Entry:
    line, rule = row.get("line"), rules.get(str(row.get("rule"))) or {}
    return Entry(
        rule=_text(row.get("rule")),
        severity=_text(row.get("severity")),
        kind=_text(row.get("kind")),
        title=_text(title_of(row)),
        name=_text(row.get("name")),
        option=_text(row.get("option")),
        found=_text(row.get("found")),
        remedy=_text(row.get("remedy")),
        why=_text(rule.get("why")),
        instead=tuple("%s: %s" % (_text(name), _value(value)) for name, value in (row.get("instead") or {}).items()),
        remark=_remark(row),
        references=tuple((_text(one.get("title")), _text(one.get("url"))) for one in rule.get("references") or ()),
        line=line if isinstance(line, int) else None,
    )


def _remark(row: t.Mapping[str, t.Any]) -> str:
    if not row.get("reason"):
        return ""
    return "%s instead of %s: %s" % tuple(_text(row.get(name)) for name in ("severity", "default_severity", "reason"))


def _unused(row: t.Mapping[str, t.Any]) -> str:
    names = ", ".join(_text(one) for one in row.get("objects") or ()) or "all objects"
    return "%s for %s (%s)" % (_text(row.get("id")), names, _text(row.get("reason")))


def _text(value: t.Any) -> str:
    """Return a value as text in one line, without anything that a terminal or a page would obey."""
    return "" if value is None else _written(str(value))


def _value(value: t.Any) -> str:
    """Return a value as YAML has it, which takes JSON."""
    return _written(json.dumps(value, ensure_ascii=False, default=str))


def _written(text: str) -> str:
    """Return a text as a file can have it; half of a surrogate pair is no character."""
    return visible(text).encode("utf-8", "backslashreplace").decode("utf-8")
