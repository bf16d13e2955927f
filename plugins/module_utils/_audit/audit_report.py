# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The report of an audit. Pure."""

from __future__ import annotations

import typing as t

from .audit import title_of
from .formats import DIAGRAM, FORMATS, formatted
from .policy import RULE
from .report import Entry, Report, Section, options, references, text

#: The formats of a report of an audit.
AUDIT_FORMATS = (*FORMATS, DIAGRAM)


def audit_report(result: t.Any, format: str = "markdown", location: str = "") -> str:
    """Return a result of the module hydra_audit_info as a report.

    :param location: the path of the file that findings are shown at, in SARIF
    :raises ValueError: it is none, or there is no such format
    """
    return formatted("audit_report", report_of, result, format, location, AUDIT_FORMATS)


def report_of(result: t.Mapping[str, t.Any]) -> Report:
    """Return a result of the module as reports show it.

    :raises ValueError: it is none
    """
    if not all(isinstance(result.get(name), (list, tuple)) for name in ("findings", "ignored", "not_checked")):
        raise ValueError("is not a result of the module ory.hydra.hydra_audit_info")
    checked = t.cast("t.Mapping[str, t.Any]", result.get("checked") or {})
    rules = t.cast("t.Mapping[str, t.Any]", result.get("rules") or {})
    return Report(
        title="Audit of Ory Hydra",
        noun="Findings",
        tool="ory.hydra.hydra_audit_info",
        id="ory.hydra.audit/",
        place=text(checked.get("place")),
        scope=(
            ("Hydra", text(checked.get("version")) or "unknown version"),
            ("Clients", text(checked.get("clients"))),
            ("Key sets", text(checked.get("jwk_sets"))),
            ("Trusted issuers", text(checked.get("trusted_issuers"))),
            ("Rules", text(checked.get("rules"))),
        ),
        rules=tuple(RULE.values()),
        findings=tuple(_entry(row, rules) for row in result["findings"]),
        ignored=tuple(_entry(row, rules) for row in result["ignored"]),
        sections=tuple(_sections(result)),
        diagram=str(result.get("diagram") or ""),
    )


def _sections(result: t.Mapping[str, t.Any]) -> t.Iterator[Section]:
    skipped = tuple(
        (text(row.get("rule")), text(row.get("objects") or 0), text(row.get("reason"))) for row in result["not_checked"]
    )
    yield Section("Not checked", ("Rule", "Objects", "Reason"), skipped, code=0)
    unused = tuple((_unused(row),) for row in result.get("unused_rules") or ())
    yield Section("Unused entries of rules", ("Entry",), unused)


def _entry(row: t.Mapping[str, t.Any], rules: t.Mapping[str, t.Any]) -> Entry:
    line, rule = row.get("line"), rules.get(str(row.get("rule"))) or {}
    return Entry(
        rule=text(row.get("rule")),
        severity=text(row.get("severity")),
        kind=text(row.get("kind")),
        title=text(title_of(row)),
        name=text(row.get("name")),
        option=text(row.get("option")),
        found=text(row.get("found")),
        remedy=text(row.get("remedy")),
        why=(text(rule.get("why")),),
        instead=options(row.get("instead") or {}),
        remark=_remark(row),
        references=references(rule.get("references") or ()),
        line=line if isinstance(line, int) else None,
    )


def _remark(row: t.Mapping[str, t.Any]) -> str:
    if not row.get("reason"):
        return ""
    return "%s instead of %s: %s" % tuple(text(row.get(name)) for name in ("severity", "default_severity", "reason"))


def _unused(row: t.Mapping[str, t.Any]) -> str:
    names = ", ".join(text(one) for one in row.get("objects") or ()) or "all objects"
    return "%s for %s (%s)" % (text(row.get("id")), names, text(row.get("reason")))
