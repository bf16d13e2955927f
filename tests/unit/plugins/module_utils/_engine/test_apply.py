# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes become calls, and whatever happens to them is accounted for."""

from __future__ import annotations

import threading
import time
import typing as t
from dataclasses import dataclass

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.merge import ClientWish
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_policy import SecretWish
from ansible_collections.ory.hydra.plugins.module_utils._engine import apply, report
from ansible_collections.ory.hydra.plugins.module_utils._engine.apply import Applier
from ansible_collections.ory.hydra.plugins.module_utils._engine.converge import Converged
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Change, Entry, Step
from ansible_collections.ory.hydra.plugins.module_utils._engine.parallel import in_parallel
from ansible_collections.ory.hydra.plugins.module_utils._errors import ApiError, Failure, HydraError, ReplyLostError
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi, Document
from ansible_collections.ory.hydra.tests.unit._drive import (
    BY_ID,
    Serve,
    actions,
    api,
    entry,
    go,
)
from ansible_collections.ory.hydra.tests.unit._model import (
    ADMIN,
    Answer,
    Call,
    Handler,
    Hydra,
    Wire,
    answering,
    lost_after,
    lost_before,
    refused,
    resource_404,
)

# Order


@pytest.mark.parametrize("concurrency", [1, 8])
def test_outcomes_come_in_the_order_given_whatever_the_order_of_work(
    concurrency: int, hydra: Hydra, wire: Wire
) -> None:
    for name in ("gone", "same", "other"):
        hydra.add(name)
    handler = wire.handlers[ADMIN]

    def slow_first(call: Call) -> Answer:
        if call.method == "POST" and call.json["client_id"] == "n0":
            time.sleep(0.05)
        return handler(call)

    wire.handlers[ADMIN] = slow_first
    wanted = [
        entry(0, "gone", "absent"),
        *(entry(index, "n%d" % (index - 1)) for index in range(1, 7)),
        entry(7, "same"),
        entry(8, "other", owner="o"),
    ]
    outcomes = go(hydra, *wanted, concurrency=concurrency)
    assert [outcome.change.label for outcome in outcomes] == [
        "gone",
        "n0",
        "n1",
        "n2",
        "n3",
        "n4",
        "n5",
        "same",
        "other",
    ]
    assert actions(outcomes) == ["deleted"] + ["created"] * 6 + ["unchanged", "updated"]
    assert wire.writes[-1].method == "DELETE", "what goes goes last"


def test_no_more_than_so_many_at_once() -> None:
    lock = threading.Lock()
    now: t.List[int] = [0, 0]

    def work(item: int) -> int:
        with lock:
            now[0] += 1
            now[1] = max(now)
        time.sleep(0.005)
        with lock:
            now[0] -= 1
        return item * 2

    assert in_parallel(work, list(range(12)), 3) == [item * 2 for item in range(12)]
    assert now[1] == 3
    now[1] = 0
    in_parallel(work, list(range(3)), 1)
    assert now[1] == 1


@pytest.mark.parametrize("version, most", [("1.11.10", 1), ("2.0.3", 4), ("26.2.0", 4)])
def test_writes_go_one_by_one_where_parallel_ones_are_lost(
    version: str, most: int, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: t.List[int] = []

    def noting(work: t.Any, items: t.Any, concurrency: int) -> t.Any:
        used.append(concurrency)
        return in_parallel(work, items, 1)

    monkeypatch.setattr(apply, "in_parallel", noting)
    hydra = serve(version)
    go(hydra, entry(client_name="A"), concurrency=None)
    assert set(used) == {most}


# Failure


def _failing(hydra: Hydra, client_id: str) -> None:
    hydra.disturb(
        "PUT /admin/clients/" + client_id, answering(Answer(400, {"error": "invalid_x", "error_description": "No."}))
    )


def _three(hydra: Hydra) -> t.List[Entry[ClientWish]]:
    for name in ("a", "b", "c", "d"):
        hydra.add(name)
    return [
        entry(0, "a", owner="o"),
        entry(1, "b", owner="o"),
        entry(2, "c", owner="o"),
        entry(3, "d", "absent"),
        entry(4, "e"),
    ]


def test_after_a_failure_nothing_more_is_tried(hydra: Hydra, wire: Wire) -> None:
    wanted = _three(hydra)
    _failing(hydra, "b")
    outcomes = go(hydra, *wanted)
    assert actions(outcomes) == ["updated", "failed", "not_tried", "not_tried", "not_tried"]
    assert [call.line for call in wire.writes] == ["PUT /admin/clients/a", "PUT /admin/clients/b"]
    assert outcomes[1].error is not None
    assert (outcomes[1].error.failure or Failure())._asdict() == {
        "operation": "replace_client",
        "id": "b",
        "status": 400,
        "error": "invalid_x",
        "error_description": "No.",
    }
    assert 'update OAuth 2.0 client "b"' in outcomes[1].error.message


def test_the_next_run_does_the_rest(hydra: Hydra) -> None:
    wanted = _three(hydra)
    _failing(hydra, "b")
    go(hydra, *wanted)
    assert actions(go(hydra, *wanted)) == ["unchanged", "updated", "updated", "deleted", "created"]


def test_carrying_on_after_a_failure(hydra: Hydra) -> None:
    wanted = _three(hydra)
    _failing(hydra, "b")
    outcomes = go(hydra, *wanted, carry_on=True)
    assert actions(outcomes) == ["updated", "failed", "updated", "deleted", "created"]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_an_account_of_what_is_there_speaks_of_nothing_that_is_not(concurrency: int, hydra: Hydra) -> None:
    for name in ("a", "d"):
        hydra.add(name)
    _failing(hydra, "a")
    outcomes = go(
        hydra,
        entry(0, "a", owner="o"),
        *(entry(index, "n%d" % index) for index in range(1, 9)),
        entry(9, "d", "absent"),
        concurrency=concurrency,
    )
    result = report.bulk(CLIENTS, Converged(outcomes, ""), False, True, True)
    assert sorted(row["client_id"] for row in result["clients"]) == sorted(hydra.clients), "a and d are as they were"
    assert result["clients"][0]["owner"] == "", "the failed one is as it was"
    tried = {row["id"] for row in result["actions"] if row["action"] == "created"}
    assert tried == set(hydra.clients) - {"a", "d"}
    assert concurrency > 1 or not tried
    assert result["summary"]["failed"] == 1


def test_a_client_that_somebody_else_creates_meanwhile(hydra: Hydra) -> None:
    def meanwhile(call: Call, handler: Handler) -> Answer:
        hydra.add("a", owner="else")
        return handler(call)

    hydra.disturb("POST /admin/clients", meanwhile)
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == "failed"
    assert "it was created by someone else in the meantime: run again" in str(outcome.error)
    assert actions(go(hydra, entry(owner="o"))) == ["updated"]


def test_deleting_what_is_gone_meanwhile_is_no_failure(hydra: Hydra) -> None:
    hydra.add("a")
    hydra.disturb("DELETE /admin/clients/a", answering(resource_404()))
    assert actions(go(hydra, entry(state="absent"))) == ["deleted"]


def test_updating_what_is_gone_meanwhile_is_one(hydra: Hydra) -> None:
    hydra.add("a")
    hydra.disturb("PUT /admin/clients/a", answering(resource_404()))
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == "failed"
    assert isinstance(outcome.error, ApiError)
    assert outcome.error.status == 404


# Lost replies

WRITES = [
    ("POST %s/clients", entry(client_name="A", contacts=["x"]), False),
    ("PUT %s/clients/a", entry(client_name="A", contacts=["x"]), True),
    ("DELETE %s/clients/a", entry(state="absent"), True),
]


STRANGE = {
    "500": Answer(500, {"error": "error", "error_description": "The error is unrecognizable"}),
    "500 without JSON": Answer(500, "oops"),
    "page": Answer(200, "<html>welcome</html>"),
    "nothing": Answer(200),
    "other JSON": Answer(200, {"hello": "world"}),
    "redirect": Answer(307, headers={"Location": "http://elsewhere.example.com/"}),
    "error with 200": Answer(200, {"error": "no"}),
    "no route": Answer(404, "404 page not found"),
    "teapot": Answer(418, "<html>short and stout</html>"),
}


@pytest.mark.parametrize("line, wanted, exists", WRITES, ids=["create", "update", "delete"])
@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_a_strange_answer_is_looked_after(
    line: str, wanted: Entry[ClientWish], exists: bool, answer: Answer, done: bool, hydra: Hydra, wire: Wire
) -> None:
    if exists:
        hydra.add("a")

    def strange(call: Call, handler: Handler) -> Answer:
        if done:
            handler(call)
        return answer

    hydra.disturb(line % hydra.prefix, strange)
    outcome = go(hydra, wanted)[0]
    assert outcome.error is None
    assert outcome.action == outcome.change.action != "unchanged"
    assert len(wire.writes) == 1 + (not done)
    assert actions(go(hydra, wanted)) == ["unchanged"]


def test_a_conflict_after_a_gateway_put_the_first_try_off_is_looked_after(hydra: Hydra, wire: Wire) -> None:
    def busy(call: Call, handler: Handler) -> Answer:
        handler(call)
        return Answer(503, "busy")

    hydra.disturb("POST /admin/clients", busy)
    assert actions(go(hydra, entry())) == ["created"]
    assert wire.lines.count("POST /admin/clients") == 2


@pytest.mark.parametrize("version", BY_ID)
@pytest.mark.parametrize("line, wanted, exists", WRITES, ids=["create", "update", "delete"])
@pytest.mark.parametrize("how, sent", [(lost_after, 1), (lost_before, 2)], ids=["done", "not done"])
def test_a_lost_reply_is_looked_after(
    version: str, line: str, wanted: Entry[ClientWish], exists: bool, how: t.Any, sent: int, serve: Serve, wire: Wire
) -> None:
    hydra = serve(version)
    if exists:
        hydra.add("a")
    hydra.disturb(line % hydra.prefix, how)
    outcome = go(hydra, wanted)[0]
    assert outcome.error is None
    assert outcome.action == outcome.change.action != "unchanged"
    assert len(wire.writes) == sent
    assert actions(go(hydra, wanted)) == ["unchanged"]
    assert len(wire.writes) == sent
    assert (outcome.result is None) == (wanted.wish.absent)


@pytest.mark.parametrize("how, sent", [(lost_after, 1), (lost_before, 2)], ids=["done", "not done"])
def test_a_lost_reply_where_the_server_chooses_the_id(how: t.Any, sent: int, serve: Serve, wire: Wire) -> None:
    hydra = serve("2.1.2")
    hydra.add("stranger", client_name="A", owner="else")
    hydra.disturb("POST /admin/clients", how)
    outcome = go(hydra, entry(key=None, client_name="A", owner="o"))[0]
    assert outcome.action == "created"
    assert outcome.result is not None
    assert outcome.result["owner"] == "o"
    assert (len(wire.writes), len(hydra.clients)) == (sent, 2)


def test_a_secret_whose_reply_was_lost_is_sent_again(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a", "old-secret")
    hydra.disturb("PUT /admin/clients/a", lost_after)
    outcome = go(hydra, entry(secret=SecretWish("new-secret", "always")))[0]
    assert (outcome.action, len(wire.writes)) == ("updated", 2)
    assert hydra.secrets["a"] == "new-secret"


def test_a_create_whose_reply_was_lost_kept_our_secret(hydra: Hydra) -> None:
    hydra.disturb("POST /admin/clients", lost_after)
    outcome = go(hydra, entry())[0]
    assert hydra.secrets["a"] == outcome.change.revealed_secrets["client_secret"]


def test_replies_lost_again_and_again_are_a_failure(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a")
    for _index in range(9):
        hydra.disturb("PUT /admin/clients/a", lost_before)
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == "failed"
    assert isinstance(outcome.error, ReplyLostError)
    assert 2 <= len(wire.writes) <= 4


@pytest.mark.parametrize("owner, action", [("o", "created"), ("else", "failed")])
def test_a_create_that_is_carried_out_after_it_was_looked_for(owner: str, action: str, hydra: Hydra) -> None:
    """A gateway gives up, nothing is there yet, and the next try collides with what came of the first."""

    def late(call: Call, handler: Handler) -> Answer:
        hydra.add("a", owner=owner)
        return handler(call)

    hydra.disturb("POST /admin/clients", lost_before)
    hydra.disturb("POST /admin/clients", late)
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == action
    assert outcome.error is None or outcome.error.in_doubt, "it may be the first try, changed by somebody since"


@pytest.mark.parametrize("refusal", [Answer(400, {"error": "e"}), Answer(401, "who?")], ids=["400", "401"])
def test_a_refusal_says_nothing_of_a_try_before_whose_effect_cannot_be_seen(refusal: Answer, hydra: Hydra) -> None:
    hydra.add("a", "old-secret")
    hydra.disturb("PUT /admin/clients/a", lost_after)
    hydra.disturb("PUT /admin/clients/a", answering(refusal))
    outcome = go(hydra, entry(secret=SecretWish("new-secret", "always")))[0]
    assert (outcome.action, hydra.secrets["a"]) == ("failed", "new-secret")
    assert outcome.error is not None and outcome.error.in_doubt


def test_a_stranger_that_came_while_the_reply_was_lost_is_not_overwritten(hydra: Hydra, wire: Wire) -> None:
    def meanwhile(call: Call, handler: Handler) -> Answer:
        hydra.add("a", owner="else")
        return lost_before(call, handler)

    hydra.disturb("POST /admin/clients", meanwhile)
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == "failed"
    assert hydra.clients["a"]["owner"] == "else"
    assert len(wire.writes) == 1


def test_a_lost_reply_and_no_way_to_look(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a")

    def dies(call: Call, handler: Handler) -> Answer:
        hydra.faults += [("GET /admin/clients/a", lost_before)] * 9
        return lost_before(call, handler)

    hydra.disturb("PUT /admin/clients/a", dies)
    outcome = go(hydra, entry(owner="o"))[0]
    assert outcome.action == "failed"
    assert "and it cannot be determined whether it took effect" in str(outcome.error)


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateway_that_gave_up_is_a_lost_reply(status: int, hydra: Hydra, wire: Wire) -> None:
    def gave_up(call: Call, handler: Handler) -> Answer:
        handler(call)
        return Answer(status, "<html>gateway</html>")

    hydra.disturb("POST /admin/clients", gave_up)
    assert actions(go(hydra, entry())) == ["created"]
    assert len(wire.writes) == 1


def test_an_unreachable_server_is_tried_again_without_a_look(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a")

    def down(call: Call, handler: Handler) -> Answer:
        raise refused()

    hydra.disturb("PUT /admin/clients/a", down)
    assert actions(go(hydra, entry(owner="o"))) == ["updated"]
    assert wire.lines == ["GET /admin/clients/a", "PUT /admin/clients/a", "PUT /admin/clients/a"]


def test_the_applier_says_in_check_mode_what_is_planned(hydra: Hydra, wire: Wire) -> None:
    applier = Applier(api(hydra))
    change: Change[Document] = Change(0, "a", "a", "created", expected={"client_id": "a"})
    outcome = applier.pretend([change])[0]
    assert (outcome.action, outcome.result) == ("created", {"client_id": "a"})
    assert wire.calls == []


class Recorded:
    """Makes steps that note when they are taken."""

    def __init__(self) -> None:
        self.taken: t.List[str] = []

    def step(
        self, name: str, error: t.Optional[Exception] = None, lost: int = 0, done: t.Optional[bool] = False
    ) -> Step[Document]:
        """Return a step; ``lost`` replies of it never come."""
        return Noted(self.taken, name, error, [lost], done)

    def change(self, *steps: Step[Document], **more: t.Any) -> Change[Document]:
        """Return a change of these steps."""
        return Seen(0, "k", "k", "updated", steps=steps, **more)


@dataclass(frozen=True)
class Noted(Step[Document]):
    """A step that notes when it is taken."""

    taken: t.List[str]
    name: str
    error: t.Optional[Exception]
    left: t.List[int]
    is_done: t.Optional[bool]

    @property
    def operation(self) -> str:
        return self.name

    def take(self, api: AdminApi, there: t.Optional[Document]) -> Document:
        self.taken.append(self.name)
        if self.left[0]:
            self.left[0] -= 1
            raise ReplyLostError("lost")
        if self.error is not None:
            raise self.error
        return {"steps": [*(there or {}).get("steps", []), self.name]}

    def done(self, there: t.Optional[Document]) -> t.Optional[bool]:
        return self.is_done


@dataclass(frozen=True)
class Seen(Change[Document]):
    """A change of something that is always seen in the same way."""

    def look(self, api: AdminApi) -> Document:
        return {"steps": ["seen"]}


def test_what_goes_goes_last_and_a_lane_is_in_order(hydra: Hydra) -> None:
    made = Recorded()
    changes = [
        made.change(made.step("gone"), phase=1),
        made.change(made.step("a1"), lane="a"),
        made.change(made.step("b1"), lane="b"),
        made.change(made.step("a2"), lane="a"),
    ]
    outcomes = Applier(api(hydra), 4).apply(changes)
    assert made.taken[-1] == "gone"
    assert made.taken.index("a1") < made.taken.index("a2")
    assert [outcome.change for outcome in outcomes] == changes
    assert {outcome.action for outcome in outcomes} == {"updated"}


def test_a_lane_that_was_begun_is_finished(hydra: Hydra) -> None:
    made = Recorded()
    outcomes = Applier(api(hydra)).apply(
        [
            made.change(made.step("a1", HydraError("no")), lane="a"),
            made.change(made.step("b1"), lane="b"),
            made.change(made.step("a2"), lane="a"),
            made.change(made.step("gone"), phase=1),
        ]
    )
    assert made.taken == ["a1", "a2"], "the rest of the lane belongs to what was begun; nothing else is"
    assert actions(outcomes) == ["failed", "not_tried", "updated", "not_tried"]


def test_each_step_starts_from_what_the_one_before_left(hydra: Hydra) -> None:
    made = Recorded()
    outcome = Applier(api(hydra)).apply([made.change(made.step("one"), made.step("two"))])[0]
    assert outcome.result == {"steps": ["one", "two"]}


def test_a_step_that_fails_leaves_the_account_of_those_before(hydra: Hydra) -> None:
    made = Recorded()
    change = made.change(made.step("one"), made.step("two", HydraError("no")), made.step("three"))
    outcome = Applier(api(hydra)).apply([change])[0]
    assert (outcome.action, outcome.result) == ("failed", {"steps": ["one"]})
    assert outcome.error is not None
    assert (outcome.error.failure or Failure()).operation == "two"


@pytest.mark.parametrize(
    "done, taken, action", [(True, 1, "updated"), (False, 2, "updated"), (None, 1, "failed")], ids=str
)
def test_a_lost_reply_of_a_step(done: t.Optional[bool], taken: int, action: str, hydra: Hydra) -> None:
    made = Recorded()
    outcome = Applier(api(hydra)).apply([made.change(made.step("one", lost=1, done=done))])[0]
    assert (len(made.taken), outcome.action) == (taken, action)
    assert action == "failed" or (outcome.result or {})["steps"] == (["seen"] if done else ["one"])
