# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random requests get the same answers from a real server and the stand-in; thousands of them are sent by hand."""

from __future__ import annotations

import os

import pytest

from support import servers
from support.servers import Kind

from . import specified
from .random_requests.twins import Account, Twins, twins

#: How many requests are sent to each real server, and to the stand-in where there is none.
NUMBER, FEW = 300, 40
SEED = int(os.environ.get("HYDRA_RANDOM_REQUESTS_SEED", "1"))


def _real() -> list[Kind]:
    return [kind for kind in servers.real_kinds() if kind.version in specified.versions()]


def _send(first: Kind, second: Kind, number: int) -> Account:
    with twins(first, second) as pair:
        return Twins(*pair).run(SEED, number)


def _stand_in(version: str) -> Kind:
    return Kind(version, False)


# Without a real server two stand-ins show that what is new in every run makes no difference.
@pytest.mark.parametrize("kind", _real() or [_stand_in(specified.versions()[0])], ids=lambda kind: kind.id)
def test_both_answer_alike(kind: Kind) -> None:
    account = _send(kind, _stand_in(kind.version), NUMBER if kind.real else FEW)
    assert not account.findings, "\n\n".join(map(str, account.findings.values()))


def test_the_requests_follow_from_the_seed_and_reach_most_operations() -> None:
    kind = _stand_in(specified.versions()[0])
    once, again = (_send(kind, kind, FEW) for _unused in range(2))
    assert once.operations == again.operations
    assert once.statuses == again.statuses
    assert len(once.operations) > FEW / 4
    assert {200, 201, 400, 404} <= once.statuses.keys()


def test_another_version_is_told_apart() -> None:
    newest, *_others, oldest = specified.versions()
    account = _send(_stand_in(newest), _stand_in(oldest), FEW // 8)
    assert account.in_status()
