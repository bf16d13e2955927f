# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of the stand-in meet a test with everything that a generation does in its own way."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hydra_stand_in.client_fields import ClientFields
from hydra_stand_in.client_rules import rules_of
from hydra_stand_in.generations import Quirks
from hydra_stand_in.operations import operations_of
from support import servers

Facts = frozenset[tuple[str, str]]

#: What no playbook asks for: headers for scripts of other sites, metrics, and what is wrong with the numbers of a key.
UNASKED = ("cors_", "metrics_", "wrong_length_problem")
#: The versions in which the stand-in runs everything.
EVERYTHING = (servers.NEWEST_STAND_IN, "1.11.10")


def facts(version: str) -> Facts:
    """What the tables of the stand-in say of a version, each as a row and its value."""
    quirks = Quirks.of(version)
    return frozenset(
        {
            *((name, repr(value)) for name, value in vars(quirks).items() if not name.startswith(UNASKED)),
            *(("operation", f"{one.method} {one.path}") for one in operations_of(version)),
            *(("field", one.name) for one in ClientFields(version, quirks).all),
            *(("rule", repr(one)) for one in rules_of(version)),
        }
    )


def representatives(known: Mapping[str, Facts], besides: Collection[str] = ()) -> tuple[str, ...]:
    """Versions that have, together with those ``besides``, all facts that any version has.

    Whatever is left out does nothing that one of them does not do, too.
    """
    missing = frozenset[tuple[str, str]]().union(*known.values()).difference(*(known[one] for one in besides))
    chosen: list[str] = []
    while missing:
        chosen.append(max(known, key=lambda version: len(known[version] & missing)))
        missing -= known[chosen[-1]]
    return tuple(version for version in known if version in chosen)


def met() -> tuple[str, ...]:
    """The versions of the stand-in that playbooks meet: one of each generation where everything is tested."""
    if servers.WHOLE:
        return servers.GENERATIONS
    chosen = representatives({version: facts(version) for version in servers.GENERATIONS}, EVERYTHING)
    return tuple(version for version in servers.GENERATIONS if version in (*EVERYTHING, *chosen))
