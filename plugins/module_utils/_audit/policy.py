# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What users make of the rules: which are ignored, and which weigh more or less, for all objects or some. Pure."""

from __future__ import annotations

import difflib
import fnmatch
import typing as t
from dataclasses import dataclass

from .._engine.model import refuse
from .client_rules import CLIENT_RULES
from .issuer_rules import ISSUER_RULES
from .key_rules import KEY_RULES
from .rule import CLIENT, ISSUER, KEY_SET, Rule

#: All rules, by the kind of object that they are about.
RULES: t.Dict[str, t.Tuple[Rule[t.Any], ...]] = {CLIENT: CLIENT_RULES, KEY_SET: KEY_RULES, ISSUER: ISSUER_RULES}
RULE: t.Dict[str, Rule[t.Any]] = {rule.id: rule for rules in RULES.values() for rule in rules}


@dataclass(frozen=True)
class Override:
    """What a user makes of some rules.

    :param pattern: of the ids of the rules
    :param objects: patterns of the names of the objects; empty for all
    """

    pattern: str
    objects: t.Tuple[str, ...]
    severity: str
    reason: str

    def concerns(self, rule: str, name: str) -> bool:
        """Tell whether it is about a rule and an object."""
        return fnmatch.fnmatchcase(rule, self.pattern) and (
            not self.objects or any(fnmatch.fnmatchcase(name, one) for one in self.objects)
        )


class Policy:
    """The overrides of a task. The last one that is about a rule and an object counts."""

    def __init__(self, overrides: t.Sequence[Override] = ()) -> None:
        self.overrides = tuple(overrides)
        self._used: t.Set[int] = set()
        # Most rules have none, and there may be a thousand objects.
        self._of_rule = {
            rule: [row for row in enumerate(self.overrides) if fnmatch.fnmatchcase(rule, row[1].pattern)]
            for rule in RULE
        }

    def override(self, rule: str, name: str) -> t.Optional[Override]:
        """Return the override of a rule for an object."""
        found = [row for row in self._of_rule[rule] if row[1].concerns(rule, name)]
        self._used.update(number for number, _override in found)
        return found[-1][1] if found else None

    @property
    def unused(self) -> t.List[Override]:
        """The overrides that were about nothing that was found."""
        return [one for number, one in enumerate(self.overrides) if number not in self._used]


def policy_of(rows: t.Sequence[t.Mapping[str, t.Any]]) -> Policy:
    """Return the overrides that an option says.

    :raises UsageError: some are about no rule
    """
    refuse([problem for number, row in enumerate(rows) for problem in _problems(number, str(row["id"]))])
    return Policy([Override(row["id"], tuple(row["objects"] or ()), row["severity"], row["reason"]) for row in rows])


def _problems(number: int, pattern: str) -> t.Iterator[str]:
    if any(fnmatch.fnmatchcase(rule, pattern) for rule in RULE):
        return
    near = difflib.get_close_matches(pattern, RULE, 1)
    hint = " (did you mean %s?)" % near[0] if near else ""
    yield "rules[%d].id: unknown rule %s%s" % (number, pattern, hint)
