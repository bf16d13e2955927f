# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorder, run against the stand-in, writes what it wrote for the real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hydra_stand_in import StandIn

from .compare import Substitutions, compare, ids_in, rules_of
from .recorder import Recorder, record
from .recordings import PAGES, load, parse, paths


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_recorder_writes_the_same(path: Path) -> None:
    real = load(path)
    lines: list[str] = []
    with StandIn(real.version, store=real.store, urls=PAGES) as hydra:
        record(Recorder(hydra.admin_url, hydra.public_url, real.prefix, real.version, write=lines.append))
    ours = parse(lines, real.name)
    assert ours.volatile == real.volatile
    found = {(exchange.scenario, exchange.step): exchange for exchange in ours.exchanges}
    rules = rules_of(real.volatile)
    known = Substitutions.of(real, ours.admin_url, ours.public_url)
    if real.exchanges[0].server_makes_ids:
        _learn_listed_clients(known, Substitutions.of(ours, "", "").rows)
    differences = []
    for exchange in real.exchanges:
        mine = found.get((exchange.scenario, exchange.step))
        if mine is not None and exchange.server_makes_ids:
            for theirs, here in zip(ids_in(exchange.request), ids_in(mine.request), strict=True):
                known.learn(theirs, here)
        if mine is None or (mine.request["method"], mine.request["path"]) != (
            exchange.request["method"],
            known.apply(exchange.request["path"]),
        ):
            differences.append(f"{exchange.name}: not recorded")
            continue
        opaque = real.version.startswith(("25.", "26."))
        differences += [f"{exchange.name}: {each}" for each in compare(exchange, mine.response, rules, known, opaque)]
    assert not differences, "\n".join(differences)


def _learn_listed_clients(known: Substitutions, ours: dict[str, dict[str, Any]]) -> None:
    """Learn the ids that the server gave to the clients that only lists show, by their names."""
    for scenario in ("client_list", "client_list_paging"):
        found: list[list[tuple[str, ...]]] = [
            sorted((row["client_name"], row["owner"], client_id) for client_id, row in rows[scenario].items())
            for rows in (known.rows, ours)
        ]
        for theirs, here in zip(*found, strict=True):
            if theirs[0]:
                known.learn(theirs[-1], here[-1])
