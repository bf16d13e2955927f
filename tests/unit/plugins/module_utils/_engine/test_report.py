# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task returns."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._engine import report
from ansible_collections.ory.hydra.plugins.module_utils._engine.apply import Outcome
from ansible_collections.ory.hydra.plugins.module_utils._engine.converge import Converged
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Change
from ansible_collections.ory.hydra.plugins.module_utils._errors import Failure, HydraError
from ansible_collections.ory.hydra.tests.unit._drive import (
    entry,
    go,
)
from ansible_collections.ory.hydra.tests.unit._model import (
    Answer,
    Call,
    Handler,
    Hydra,
)


def test_the_report_of_one(hydra: Hydra) -> None:
    outcome = go(hydra, entry(client_name="A"))[0]
    result = report.single(CLIENTS, [outcome], False, True)
    assert (result["changed"], result["action"], result["secret_status"]) == (True, "created", "generated")
    assert result["client_secret"] == hydra.secrets["a"]
    assert "client_secret" not in result["client"]
    assert result["diff"]["before_header"] == result["diff"]["after_header"] == "client a"
    assert hydra.secrets["a"] not in json.dumps(report.single(CLIENTS, [outcome], True, True))
    assert "diff" not in report.single(CLIENTS, [outcome], False, False)
    again = report.single(CLIENTS, go(hydra, entry(client_name="A")), False, True)
    assert (again["changed"], again["action"], again["secret_status"]) == (False, "unchanged", "unknown")
    assert not {"diff", "client_secret"} & set(again)
    gone = report.single(CLIENTS, go(hydra, entry(state="absent")), False, True)
    assert (gone["changed"], gone["action"], gone["client"]) == (True, "deleted", None)


def test_the_report_of_many(hydra: Hydra) -> None:
    hydra.add("u")
    hydra.add("g")
    outcomes = go(hydra, entry(0, "n"), entry(1, "u", owner="o"), entry(2, "g", "absent"), entry(3, "x", "absent"))
    result = report.bulk(CLIENTS, Converged(outcomes, ""), False, True, False)
    assert result["summary"] == {"created": 1, "updated": 1, "deleted": 1, "unchanged": 1, "failed": 0}
    assert result["actions"] == [
        {"id": "n", "action": "created", "changed": True, "client_secret": hydra.secrets["n"]},
        {"id": "u", "action": "updated", "changed": True},
        {"id": "g", "action": "deleted", "changed": True},
        {"id": "x", "action": "unchanged", "changed": False},
    ]
    assert [row["after_header"] for row in result["diff"]] == ["client n", "client u", "client g"]
    assert "clients" not in result
    whole = report.bulk(CLIENTS, Converged(outcomes, ""), True, False, True)
    assert [row["client_id"] for row in whole["clients"]] == ["n", "u"]
    assert "diff" not in whole
    assert hydra.secrets["n"] not in json.dumps(whole)
    assert hydra.secrets["n"] in report.made(outcomes)


def _outcome(action: str, error: t.Optional[HydraError] = None) -> Outcome[t.Any]:
    return Outcome(Change(0, "a", "a", "updated"), action, None, error)


def test_the_sentence_of_a_failure() -> None:
    error = HydraError("It broke", Failure("x"))
    assert report.failure([_outcome("updated")]) is None
    assert report.failure([_outcome("failed", error)]) is error
    many = [
        _outcome("updated"),
        _outcome("unchanged"),
        _outcome("failed", error),
        _outcome("not_tried"),
        _outcome("not_tried"),
    ]
    told = report.failure(many)
    assert told is not None
    assert told.message == "It broke (1 changed, 1 failed, 2 not tried; see actions)"
    assert told.failure == Failure("x")


def test_what_holds_once_a_change_is_made_is_not_said_of_one_that_was_not() -> None:
    change: Change[t.Any] = Change(
        0, "a", "a", "created", extra={"x": 1}, row_extra={"y": 2}, lasting_extra={"z": 3}, revealed_secrets={"s": "S"}
    )
    refused, doubtful = HydraError("No"), HydraError("Perhaps")
    doubtful.in_doubt = True
    for action, error, single, row in (
        ("created", None, {"x", "s"}, {"y", "z", "s"}),
        ("failed", refused, {"z"}, {"z"}),
        ("failed", doubtful, {"z", "s"}, {"z", "s"}),
        ("not_tried", None, {"z"}, {"z"}),
    ):
        outcomes: t.List[Outcome[t.Any]] = [Outcome(change, action, None, error)]
        told = report.single(CLIENTS, outcomes, False, False)
        assert set("xyzs") & set(told) == single, action
        assert (
            set("xyzs") & set(report.bulk(CLIENTS, Converged(outcomes, ""), False, False, False)["actions"][0]) == row
        ), action
        assert set("xyzs") & set(report.account(outcomes)[1]["actions"][0]) == row & {"s"}, action


def test_a_value_that_the_server_stored_otherwise_earns_a_warning(hydra: Hydra) -> None:
    def obstinate(call: Call, handler: Handler) -> Answer:
        answer = handler(call)
        hydra.clients["a"]["owner"] = "someone"
        return Answer(201, dict(answer.body, owner="someone"))

    hydra.disturb("POST /admin/clients", obstinate)
    outcomes = go(hydra, entry(owner="o"))
    assert report.warnings(outcomes) == ['OAuth 2.0 client "a": the server stored owner as someone, not as declared']


def test_a_long_list_tells_what_is_not_unchanged(monkeypatch: pytest.MonkeyPatch, hydra: Hydra) -> None:
    hydra.add("u")
    outcomes = go(hydra, entry(0, "u"), entry(1, "n"), entry(2, "v", "absent"))
    monkeypatch.setattr(report, "MOST_ROWS", 3)
    assert [row["id"] for row in report.bulk(CLIENTS, Converged(outcomes, ""), False, False, True)["actions"]] == [
        "u",
        "n",
        "v",
    ]
    monkeypatch.setattr(report, "MOST_ROWS", 2)
    result = report.bulk(CLIENTS, Converged(outcomes, ""), False, False, True)
    assert [row["id"] for row in result["actions"]] == ["n"]
    assert result["summary"] == {"created": 1, "updated": 0, "deleted": 0, "unchanged": 2, "failed": 0}
    assert [row["client_id"] for row in result["clients"]] == ["u", "n"]
    assert [row["id"] for row in report.account(outcomes)[1]["actions"]] == ["n"]


def test_a_long_list_counts_what_the_rows_would_say_that_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: t.List[Outcome[t.Any]] = [
        Outcome(Change(0, "a", "a", action, row_extra=dict(extra)), action, None)
        for action, extra in (
            ("unchanged", {"status": "unchecked"}),
            ("unchanged", {"status": "unchecked", "rotation": {}}),
            ("unchanged", {"status": "checked"}),
            ("unchanged", {}),
            ("updated", {"status": "unchecked"}),
        )
    ]
    assert "omitted" not in report.bulk(CLIENTS, Converged(outcomes, ""), True, True, False)
    monkeypatch.setattr(report, "MOST_ROWS", 4)
    told = report.bulk(CLIENTS, Converged(outcomes, ""), True, True, False)
    assert told["omitted"] == {"status": {"unchecked": 2, "checked": 1}}
    assert [row["status"] for row in told["actions"]] == ["unchecked"]
