# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a list costs grows with its length and not with its square, masking included, whatever becomes of it.

Counted are the lines that the collection executes, rounds of loops included, which no clock and no other program can
change: for n, 2n and 3n objects. Where they are a + bn, the second difference is nothing; of cn², it is 2cn².
"""

from __future__ import annotations

import functools
import gc
import sys
import types
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients import read as clients_read
from ansible_collections.ory.hydra.plugins.module_utils._engine import listing, model
from ansible_collections.ory.hydra.plugins.module_utils._module import masking
from ansible_collections.ory.hydra.plugins.module_utils._trust import read as trust_read
from ansible_collections.ory.hydra.plugins.modules import hydra_clients, hydra_jwk_sets, hydra_trusted_issuers
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public
from ansible_collections.ory.hydra.tests.unit._model import PUBLIC, Answer, Hydra
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]
Scenario = t.Callable[[Hydra, int], t.Tuple[t.Any, Document]]

STEP = 20
#: Of the lines that STEP objects more cost. To compare each object with each other once is more than this.
TOLERANCE = 0.003


def lines(what: t.Callable[[], Run]) -> t.Tuple[int, Run]:
    """Return how many lines of the collection are executed, rounds of comprehensions included."""
    count = 0

    def inside(_frame: types.FrameType, _event: str, _argument: t.Any) -> t.Any:
        nonlocal count
        count += 1
        return inside

    def anywhere(frame: types.FrameType, _event: str, _argument: t.Any) -> t.Any:
        return inside if "/hydra/plugins/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(anywhere)
    try:
        found = what()
    finally:
        sys.settrace(before)
    return count, found


def clients(number: int, **members: t.Any) -> t.List[Document]:
    return [
        dict(
            {"client_id": "c%05d" % one, "client_secret": "secret-number-%05d" % one, "metadata": {"is": one}},
            **members,
        )
        for one in range(number)
    ]


def unchanged(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    rows = clients(number)
    for row in rows:
        hydra.add(row["client_id"], row["client_secret"], metadata=row["metadata"])
    return hydra_clients.main, {"clients": rows, "public_url": PUBLIC, "return_objects": True}


def updated_and_failing(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    """Every second one is refused, with its secret in the answer."""
    rows = clients(number, scope="a")
    for row in rows:
        hydra.add(row["client_id"], row["client_secret"], metadata=row["metadata"])
    put = hydra._one

    def answer(call: t.Any, client_id: str) -> Answer:
        if call.method == "PUT" and int(client_id[1:]) % 2:
            return Answer(400, {"error": "no", "error_description": "about secret-number-%s" % client_id[1:]})
        return put(call, client_id)

    hydra._one = answer  # type: ignore[method-assign]
    return hydra_clients.main, {"clients": rows, "continue_on_error": True}


def created_with_secrets_returned(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    rows = [{"client_id": row["client_id"]} for row in clients(number)]
    return hydra_clients.main, {"clients": rows, "return_secret": True, "return_objects": True}


def created_with_warnings(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return hydra_clients.main, {"clients": clients(number, grant_types=["authorization_code"])}


def with_secrets_in_data(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    rows = clients(number)
    for row in rows:
        hydra.add(row["client_id"], client_name=row["client_secret"])
    return hydra_clients.main, {"clients": rows, "return_objects": True}


def broken(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return hydra_clients.main, {"clients": clients(number, scope={"a": 1}, redirect_url="x")}


def refused_by_ansible(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return hydra_clients.main, {"clients": clients(number, skip_consent="perhaps", redirect_uris=[None])}


def named_twice(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return hydra_clients.main, {"clients": clients(number // 2) * 2}


def by_name(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    for one in range(number):
        hydra.add("id%05d" % one, client_name="name-%d" % one)
    return hydra_clients.main, {"clients": [{"client_name": "name-%d" % one} for one in range(number)]}


def by_name_and_owner(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    for one in range(number):
        hydra.add("id%05d" % one, client_name="name", owner="owner-%d" % one)
    return hydra_clients.main, {
        "clients": [{"client_name": "name", "owner": "owner-%d" % one} for one in range(number)]
    }


def pruned(hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    for one in range(number):
        hydra.add("id%05d" % one, owner="o")
    pruning = {"prune": True, "prune_empty": True, "prune_owner": "o", "prune_limit": number}
    return hydra_clients.main, {"clients": [], **pruning}


def key_sets(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    rows = [{"set": "s%05d" % one, "keys": [{"jwk": ec_jwk(1, kid="k")}]} for one in range(number)]
    return hydra_jwk_sets.main, {"jwk_sets": rows}


def grants(number: int, issuer: str, kid: str) -> t.Tuple[t.Any, Document]:
    terms: Document = {"scope": ["a"], "expires_at": "2040-01-01T00:00:00Z"}
    rows = [
        dict(terms, issuer=issuer + "%05d" % one, subject="s%05d" % one, jwk=public(ec_jwk(1, kid=kid)))
        for one in range(number)
    ]
    for row in rows if not issuer else ():
        row["issuer"] = "one"
    return hydra_trusted_issuers.main, {"trusted_issuers": rows}


def issuers(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return grants(number, "issuer", "k")


def subjects_of_one_issuer(_hydra: Hydra, number: int) -> t.Tuple[t.Any, Document]:
    return grants(number, "", "k")


SCENARIOS: t.Dict[Scenario, bool] = {  # and whether they are only looked at, as the small server makes no grants
    unchanged: False,
    updated_and_failing: False,
    created_with_secrets_returned: False,
    created_with_warnings: False,
    with_secrets_in_data: True,
    broken: False,
    refused_by_ansible: False,
    named_twice: False,
    by_name: False,
    by_name_and_owner: False,
    pruned: False,
    key_sets: True,
    issuers: True,
    subjects_of_one_issuer: True,
}


@pytest.mark.parametrize(("scenario", "check"), SCENARIOS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_nothing_grows_with_the_square(
    scenario: Scenario, check: bool, serve: Serve, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is for hundreds is set to what can be counted here.
    monkeypatch.setattr(masking, "_FEW", 2)
    monkeypatch.setattr(model, "_PROBLEMS_SHOWN", 6)
    for reader in (listing, clients_read, trust_read):
        monkeypatch.setattr(reader, "PAGE_WORTH", 6)
    counted = []
    for number in (2, STEP, 2 * STEP, 3 * STEP):  # what is done once is done in the first run
        main, given = scenario(serve("26.2.0"), number)
        count, one = lines(functools.partial(run, main, given, check=check, concurrency=1))
        assert "report it" not in one.output
        counted.append(count)
    _once, first, second, third = counted
    assert third - 2 * second + first <= TOLERANCE * (third - second), counted


def test_no_time_goes_into_looking_for_garbage(serve: Serve, run: Runner) -> None:
    """Python looks through all that there is the more often, the more there is."""
    looked = 0

    def look(_phase: str, _about: t.Dict[str, int]) -> None:
        nonlocal looked
        looked += 1

    main, given = unchanged(serve("26.2.0"), 3 * STEP)

    def watched() -> None:
        gc.callbacks.append(look)
        try:
            main()
        finally:
            gc.callbacks.remove(look)

    before = gc.get_threshold()
    gc.set_threshold(20)
    try:
        assert not run(watched, given).failed
    finally:
        gc.set_threshold(*before)
    assert looked < 10  # before it begins and when it has ended; otherwise hundreds of times
    assert gc.isenabled()
