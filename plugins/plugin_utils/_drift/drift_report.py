# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The report of differences between lists and a server. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.audit import title_of
from ...module_utils._audit.formats import FORMATS, formatted
from ...module_utils._audit.report import Entry, Report, Section, options, text
from ...module_utils._audit.rule import CLIENT, ISSUER, KEY_SET
from .drift import LISTS
from .kinds import KINDS

_TITLES = (("Clients", CLIENT), ("Key sets", KEY_SET), ("Trusted issuers", ISSUER))


def drift_report(result: t.Any, format: str = "markdown", location: str = "") -> str:
    """Return a result of the filter drift as a report.

    :param location: the path of the file that differences are shown at, in SARIF
    :raises ValueError: it is none, or there is no such format
    """
    return formatted("drift_report", report_of, result, format, location, FORMATS)


def report_of(result: t.Mapping[str, t.Any]) -> Report:
    """Return a result of the filter as reports show it.

    :raises ValueError: it is none
    """
    if not all(isinstance(result.get(name), (list, tuple)) for name in ("findings", "not_compared")):
        raise ValueError("is not a result of the filter ory.hydra.drift")
    compared = t.cast("t.Mapping[str, t.Any]", result.get("compared") or {})
    return Report(
        title="Drift of Ory Hydra",
        noun="Differences",
        tool="ory.hydra.drift",
        id="ory.hydra.drift/",
        place=text(compared.get("place")),
        scope=(
            ("Hydra", text(compared.get("version")) or "unknown version"),
            *((title, _number(compared.get(LISTS[kind]))) for title, kind in _TITLES),
        ),
        rules=KINDS,
        findings=tuple(map(_entry, result["findings"])),
        sections=(
            Section(
                "Not compared",
                ("What", "Reason"),
                tuple((text(row.get("what")), text(row.get("reason"))) for row in result["not_compared"]),
            ),
            Section("Warnings", ("Warning",), tuple((text(one),) for one in result.get("warnings_of_tasks") or ())),
        ),
    )


def _number(compared: t.Any) -> str:
    return "no list" if compared is None else text(compared)


def _entry(row: t.Mapping[str, t.Any]) -> Entry:
    told = [text(one) + "." for one in row.get("affected") or ()]
    told += _owner(row.get("owner") or {})
    return Entry(
        rule=text(row.get("rule")),
        severity=text(row.get("severity")),
        kind=text(row.get("kind")),
        title=text(title_of(row)),
        name=text(row.get("name")),
        option=text(row.get("option")),
        found=text(row.get("found")),
        remedy=text(row.get("remedy")),
        why=tuple(told),
        instead=options(row.get("instead") or {}),
    )


def _owner(owner: t.Mapping[str, t.Any]) -> t.List[str]:
    """Return whose client it is, as a line; none if that is not known."""
    told = [
        ("Name", text(owner.get("client_name"))),
        ("Owner", text(owner.get("owner"))),
        ("Contacts", ", ".join(text(one) for one in owner.get("contacts") or ())),
    ]
    line = "; ".join("%s: %s" % one for one in told if one[1])
    return [line] if line else []
