# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The report as SARIF 2.1.0, which code hosts show beside the code. Pure."""

from __future__ import annotations

import hashlib
import json
import typing as t
from urllib.parse import quote

from .._server.user_agent import VERSION
from .report import Entry, Report, ReportRule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://ansible-collections.github.io/ory.hydra/"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
#: What GitHub takes for critical (above 9), high (7), medium (4) and low.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5", "info": "0.5"}

Document = t.Dict[str, t.Any]


def render(report: Report, location: str) -> str:
    """Return a report as SARIF.

    :param location: the path of the file that findings are shown at; empty for what was audited
    """
    entries = [*report.findings, *report.ignored]
    numbers = {rule.id: number for number, rule in enumerate(report.rules)}
    run: Document = {
        "tool": {
            "driver": {
                "name": report.tool,
                "informationUri": _HOME,
                "semanticVersion": VERSION,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": report.id},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, numbers, location or report.place) for one in entries],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: ReportRule) -> Document:
    links = ", ".join("[%s](%s)" % one for one in rule.references)
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": "Finds %s." % rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.why, "markdown": "%s\n\n%s" % (rule.why, links)},
        "helpUri": rule.references[0].url,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"security-severity": _SCORES[rule.severity], "precision": "high", "tags": ["security"]},
    }


def _result(one: Entry, numbers: t.Mapping[str, int], location: str) -> Document:
    text = '%s "%s": %s. %s.' % (one.title, one.name, one.found, one.remedy)
    if one.instead:
        text += " Write instead: %s" % "; ".join(one.instead)
    mark = json.dumps([one.kind, one.name, one.rule, one.option])
    result: Document = {
        "ruleId": one.rule,
        "level": _LEVELS.get(one.severity, "note"),
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(location)},
                    "region": {"startLine": one.line or 1},
                },
                "logicalLocations": [
                    {"name": one.name, "fullyQualifiedName": "%s/%s" % (one.kind, one.name), "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"object/v1": hashlib.sha256(mark.encode("utf-8")).hexdigest()},
        "properties": {"severity": one.severity},
    }
    if one.rule in numbers:
        result["ruleIndex"] = numbers[one.rule]
    if one.severity == "ignore":
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": one.remark}]
    return result


def _uri(place: str) -> str:
    """Return a path or an address as a URI reference."""
    uri = quote(place, safe="/:?#[]@!$&'()*+,;=%~")
    return "file://" + uri if uri.startswith("/") else uri
