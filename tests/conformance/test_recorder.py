# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorder, run against the stand-in, writes what it wrote for the real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from stand_in import StandIn

from . import not_served
from .compare import Substitutions, compare, rules_of
from .recorder import Recorder, record
from .recordings import load, parse, paths


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_recorder_writes_the_same(path: Path) -> None:
    real = load(path)
    lines: list[str] = []
    with StandIn(real.version, store=real.store) as hydra:
        record(Recorder(hydra.admin_url, hydra.public_url, real.prefix, real.version, write=lines.append))
    ours = parse(lines, real.name)
    assert ours.volatile == real.volatile
    found = {(exchange.scenario, exchange.step): exchange for exchange in ours.exchanges}
    rules = rules_of(real.volatile)
    known = Substitutions.of(real, ours.admin_url, ours.public_url)
    differences = []
    for exchange in real.exchanges:
        if not_served.reason(exchange.scenario, real.name):
            continue
        mine = found.get((exchange.scenario, exchange.step))
        if mine is None or (mine.request["method"], mine.request["path"]) != (
            exchange.request["method"],
            known.apply(exchange.request["path"]),
        ):
            differences.append(f"{exchange.name}: not recorded")
            continue
        opaque = real.version.startswith(("25.", "26."))
        differences += [f"{exchange.name}: {each}" for each in compare(exchange, mine.response, rules, known, opaque)]
    assert not differences, "\n".join(differences)
