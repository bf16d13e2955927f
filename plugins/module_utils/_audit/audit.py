# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The audit: every rule on every object, and what comes of it as data. Pure."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._values.versions import Range
from .client import Client
from .inventory import Inventory
from .issuer_rules import issuers_of
from .policy import RULE, RULES, Policy
from .rule import CLIENT, IGNORE, ISSUER, KEY_SET, KINDS, SEVERITIES, Flaw, Limits, Rule

Row = t.Dict[str, t.Any]

_NEVER = "never"
THRESHOLDS = (*SEVERITIES, _NEVER)
_TITLES = {CLIENT: "client", KEY_SET: "JWK set", ISSUER: "trusted issuer"}
_SHOWN = 20


def audit(inventory: Inventory, limits: Limits, policy: Policy, threshold: str = _NEVER) -> Row:
    """Return what an audit found.

    :param threshold: the severity from which on findings are failures
    """
    findings: t.List[Row] = []
    ignored: t.List[Row] = []
    skipped: t.List[Row] = []
    things = _things(inventory)
    for kind in KINDS:
        for rule in RULES[kind]:
            reason = _obstacle(inventory, kind, rule.where)
            if reason is not None:
                skipped.append({"rule": rule.id, "reason": reason, "objects": len(things[kind])})
                continue
            untold: t.Counter[str] = Counter()
            for position, (name, thing) in enumerate(things[kind]):
                for verdict in rule.check(thing, limits):
                    if isinstance(verdict, Flaw):
                        row = _row(kind, name, rule, verdict, policy)
                        if (kind, position) in inventory.lines:
                            row["line"] = inventory.lines[kind, position]
                        (ignored if row["severity"] == IGNORE else findings).append(row)
                    else:
                        untold[verdict.reason] += 1
            skipped += [{"rule": rule.id, "reason": why, "objects": untold[why]} for why in sorted(untold)]
    findings.sort(key=order_of)
    ignored.sort(key=order_of)
    return {
        "findings": findings,
        "ignored": ignored,
        "rules": {rule: _told_of(RULE[rule]) for rule in sorted({row["rule"] for row in (*findings, *ignored)})},
        "not_checked": skipped,
        "unused_rules": [
            {"id": one.pattern, "objects": list(one.objects), "severity": one.severity, "reason": one.reason}
            for one in policy.unused
        ],
        "summary": dict(summary_of(findings), ignored=len(ignored)),
        "failures": failures_of(findings, threshold),
        "checked": {
            "place": inventory.place,
            "version": inventory.version,
            "clients": len(things[CLIENT]),
            "jwk_sets": len(things[KEY_SET]),
            "trusted_issuers": len(things[ISSUER]),
            "rules": sum(map(len, RULES.values())),
        },
    }


def _things(inventory: Inventory) -> t.Dict[str, t.List[t.Tuple[str, t.Any]]]:
    """Return the objects as rules see them, each with its name."""
    clients = [Client(document) for document in inventory.clients]
    issuers = issuers_of(inventory.issuers, inventory.keyless)
    return {
        CLIENT: [(one.name, one) for one in clients],
        KEY_SET: [(one.name, one) for one in inventory.sets],
        ISSUER: [(one.grant.label, one) for one in issuers],
    }


def _obstacle(inventory: Inventory, kind: str, where: Range) -> t.Optional[str]:
    """Return why a rule cannot be applied to any object."""
    if kind in inventory.missing:
        return inventory.missing[kind]
    if inventory.parsed is not None and inventory.parsed not in where:
        return "needs %s; this server is %s" % (where.sentence(), inventory.version)
    return None


def _row(kind: str, name: str, rule: Rule[t.Any], flaw: Flaw, policy: Policy) -> Row:
    """Return a finding as a result has it."""
    override = policy.override(rule.id, name)
    row: Row = {
        "rule": rule.id,
        "severity": rule.severity if override is None else override.severity,
        "kind": kind,
        "name": name,
        "option": flaw.option,
        "found": flaw.found,
        "remedy": flaw.remedy,
        "instead": flaw.instead,
    }
    if override is not None:
        row.update(default_severity=rule.severity, reason=override.reason)
    return row


def _told_of(rule: Rule[t.Any]) -> Row:
    """Return a rule as a result has it: once, and not with each of its findings."""
    return {
        "severity": rule.severity,
        "what": rule.what,
        "why": rule.why,
        "references": [one._asdict() for one in rule.references],
    }


def order_of(row: Row) -> t.Tuple[t.Any, ...]:
    """Return what findings are sorted by: the worst first."""
    severity = row["severity"]
    rank = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
    return rank, KINDS.index(row["kind"]), row["name"], row["rule"], row["option"]


def summary_of(findings: t.Sequence[Row]) -> t.Dict[str, int]:
    """Return the number of findings by severity."""
    counts = Counter(row["severity"] for row in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def failures_of(findings: t.Sequence[Row], threshold: str) -> t.List[str]:
    """Return what is to be said of findings that are failures.

    :param threshold: the severity from which on they are
    """
    worst = SEVERITIES[: SEVERITIES.index(threshold) + 1] if threshold in SEVERITIES else ()
    rows = [row for row in findings if row["severity"] in worst]
    told = ["%s: %s" % (row["severity"], sentence(row)) for row in rows[:_SHOWN]]
    return told + (["and %d more" % (len(rows) - _SHOWN)] if len(rows) > _SHOWN else [])


def sentence(row: t.Mapping[str, t.Any]) -> str:
    """Return a finding in one sentence, without its full stop."""
    return '%s "%s": %s (%s)' % (title_of(row), row["name"], row["found"], row["rule"])


def title_of(row: t.Mapping[str, t.Any]) -> str:
    """Return what people call the kind of object that a finding is about."""
    return _TITLES.get(str(row["kind"]), str(row["kind"]))
