# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list of clients, through the module's main()."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_client
from ansible_collections.ory.hydra.plugins.modules.hydra_clients import main
from ansible_collections.ory.hydra.tests.unit._keys import private_point
from ansible_collections.ory.hydra.tests.unit._model import PUBLIC, Answer, Hydra, Wire, answering, lost_before
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]


def ok(run: Run) -> Run:
    assert not run.failed, run.result
    return run


def fails(run: Run, words: str) -> Run:
    assert run.failed
    assert words in run.msg, run.msg
    return run


def actions(run: Run) -> t.List[t.Tuple[str, str]]:
    return [(row["id"], row["action"]) for row in run.result["actions"]]


def test_a_list_announced_done_and_repeated(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for name in ("change", "same", "gone"):
        hydra.add(name, owner="team")
    clients = [
        {"client_id": "gone", "state": "absent"},
        {"client_id": "new", "client_name": "New"},
        {"client_id": "change", "contacts": ["x"]},
        {"client_id": "same", "owner": "team"},
        {"client_id": "never", "state": "absent"},
    ]
    expected = [
        ("gone", "deleted"),
        ("new", "created"),
        ("change", "updated"),
        ("same", "unchanged"),
        ("never", "unchanged"),
    ]
    announced = ok(run(main, check=True, clients=clients, return_secret=True))
    assert wire.writes == []
    done = ok(run(main, clients=clients, return_secret=True))
    for one in (announced, done):
        assert one.changed
        assert actions(one) == expected
        assert one.result["summary"] == {"created": 1, "updated": 1, "deleted": 1, "unchanged": 2, "failed": 0}
        assert [row["after_header"] for row in one.result["diff"]] == ["client gone", "client new", "client change"]
    assert announced.result["diff"] == done.result["diff"]
    assert done.result["actions"][1]["client_secret"] == hydra.secrets["new"]
    assert "client_secret" not in announced.result["actions"][1]
    assert "clients" not in done.result
    wire.calls.clear()
    again = ok(run(main, clients=clients, return_secret=True))
    assert (again.changed, again.result["diff"], wire.writes) == (False, [], [])
    assert again.result["summary"]["unchanged"] == 5


def test_requests_for_many_are_few(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for index in range(1000):
        hydra.add("c%04d" % index)
    one = ok(run(main, clients=[{"client_id": "c%04d" % index} for index in range(1000)]))
    assert not one.changed
    assert wire.lines == ["GET /version", "GET /admin/clients", "GET /admin/clients"]


@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "2.3.0", "26.2.0"])
@pytest.mark.parametrize(
    ("step", "missing", "unknown", "known"),
    [
        (1, 0, (4, 0), (4, 0)),  # all clients of the server
        (3, 0, (4, 0), (4, 0)),  # a third of them, on every page
        (20, 10, (3, 35), (4, 0)),  # few, where it helps to know that one more page is all that is left
        (40, 0, (1, 37), (1, 37)),  # too few for a second page
    ],
)
def test_requests_for_a_part_of_many(
    version: str,
    step: int,
    missing: int,
    unknown: t.Tuple[int, int],
    known: t.Tuple[int, int],
    serve: Serve,
    wire: Wire,
    run: Runner,
) -> None:
    hydra = serve(version)
    for index in range(2000):
        hydra.add("c%04d" % index)
    names = ["c%04d" % index for index in range(0, 2000, step)]
    clients: t.List[Document] = [{"client_id": name} for name in names]
    clients += [{"client_id": "missing-%d" % index, "state": "absent"} for index in range(missing)]
    assert not ok(run(main, clients=clients)).changed
    listed = wire.lines.count("GET %s/clients" % hydra.prefix)
    read = sum(line.startswith("GET %s/clients/" % hydra.prefix) for line in wire.lines)
    assert (listed, read) == (known if version in ("1.11.10", "2.3.0") else unknown)


@pytest.mark.parametrize("concurrency", [None, 1, 8])
def test_the_order_is_the_one_given(concurrency: t.Optional[int], hydra: Hydra, run: Runner) -> None:
    names = ["c%02d" % (index * 7 % 40) for index in range(40)]
    options = {"concurrency": concurrency} if concurrency else {}
    one = ok(run(main, options, clients=[{"client_id": name} for name in names], return_secret=True))
    assert [row["id"] for row in one.result["actions"]] == names
    assert {row["id"]: row["client_secret"] for row in one.result["actions"]} == hydra.secrets


# Missing, null and empty in entries


def test_missing_null_and_empty_in_entries(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for name in ("missing", "null", "empty"):
        hydra.add(name, contacts=["x"], owner="o")
    clients: t.List[Document] = [
        {"client_id": "missing", "owner": "p"},
        {"client_id": "null", "owner": "p", "contacts": None},
        {"client_id": "empty", "owner": "p", "contacts": []},
    ]
    ok(run(main, clients=clients))
    sent = {call.json["client_id"]: call.json.get("contacts", "not sent") for call in wire.writes}
    assert sent == {"missing": ["x"], "null": "not sent", "empty": []}
    assert not ok(run(main, clients=clients)).changed


def test_null_clears_a_choice_in_an_entry(hydra: Hydra, run: Runner) -> None:
    hydra.add("app", subject_type="pairwise")
    assert ok(run(main, clients=[{"client_id": "app", "subject_type": None}])).changed
    assert hydra.clients["app"]["subject_type"] == "public"


@pytest.mark.parametrize("entry", [{}, {"client_id": None}, {"client_name": ""}, {"client_id": ""}])
def test_an_entry_without_a_name_is_refused(entry: Document, hydra: Hydra, wire: Wire, run: Runner) -> None:
    assert run(main, clients=[entry], return_secret=True).failed
    assert wire.writes == []


@pytest.mark.parametrize(
    "option", ["clients", "prune_protect", "prune_limit", "concurrency", "prune", "prune_owner", "prune_metadata"]
)
def test_null_for_an_option_is_as_if_not_given_or_refused(option: str, hydra: Hydra, run: Runner) -> None:
    hydra.add("app")
    one = run(main, dict({"clients": [{"client_id": "app"}]}, **{option: None}))
    assert "Traceback" not in one.output
    if one.failed:
        assert option in one.msg
    if option == "clients":
        assert one.failed, "an undefined list is no empty list"


def test_policies_of_the_task_are_defaults_of_the_entries(hydra: Hydra, run: Runner) -> None:
    for name in ("a", "b"):
        hydra.add(name, owner="o")
    clients: t.List[Document] = [{"client_id": "a"}, {"client_id": "b", "exhaustive": False}]
    ok(run(main, clients=clients, exhaustive=True))
    assert (hydra.clients["a"]["owner"], hydra.clients["b"]["owner"]) == ("", "o")
    one = ok(
        run(
            main,
            clients=[
                {"client_id": "c"},
                {"client_id": "d", "return_secret": False, "client_secret": "declared-secret"},
            ],
            return_secret=True,
        )
    )
    assert [("client_secret" in row) for row in one.result["actions"]] == [True, False]
    hydra.secrets.update(a="x-secret", b="x-secret")
    clients = [
        {"client_id": "a", "client_secret": "first-secret"},
        {"client_id": "b", "client_secret": "second-secret", "update_secret": "on_create"},
    ]
    one = ok(run(main, clients=clients, update_secret="always"))
    assert actions(one) == [("a", "updated"), ("b", "unchanged")]


def test_a_default_for_secrets_does_not_concern_clients_without_one(hydra: Hydra, run: Runner) -> None:
    clients: t.List[Document] = [
        {"client_id": "a", "client_secret": "first-secret"},
        {"client_id": "spa", "token_endpoint_auth_method": "none"},
    ]
    for policy in ("when_wrong", "on_create", "always"):
        ok(run(main, clients=clients, update_secret=policy, public_url=PUBLIC))


# All or an exact account


@pytest.mark.parametrize(
    "clients, words",
    [
        (
            [{"client_id": "a"}, {"client_id": "b"}, {"client_id": "a"}],
            'entries 1 and 3 of clients have the same client_id "a"',
        ),
        ([{"client_name": "A"}, {"client_name": "A"}], 'entries 1 and 2 of clients have the same client_name "A"'),
        (
            [{"client_id": "a"}, {"client_id": "b", "redirect_uris": ["https://a/#x"]}],
            'client "b": redirect_uris must not contain fragments',
        ),
        (
            [{"client_id": "a"}, {"client_id": "b", "password_grant_access_token_lifespan": "1h"}],
            'client "b": password_grant_access_token_lifespan needs',
        ),
        ([{"client_id": "a"}, {"client_id": "b", "return_secret": False}], 'client "b": this client needs a secret'),
        ([{"client_id": "a"}, {"client_id": "b", "client_secret": "12345"}], "at least 6 characters"),
        ([{"client_id": "a", "client_secret": "secret-1", "secret_file": "/x"}], "mutually exclusive"),
        ([{"owner": "x"}], "client_id, client_name"),
        ([{"client_id": "a", "unknown_option": 1}], "unknown_option"),
    ],
)
def test_what_is_known_to_be_wrong_fails_before_the_first_write(
    clients: t.List[Document], words: str, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    for check in (True, False):
        one = fails(run(main, check=check, clients=clients, return_secret=True), words)
        assert "Traceback" not in one.output
    assert wire.writes == []


def _broken(hydra: Hydra) -> t.List[Document]:
    for name in ("a", "b", "c", "d"):
        hydra.add(name)
    hydra.disturb("PUT /admin/clients/b", answering(Answer(400, {"error": "invalid_x", "error_description": "No."})))
    return [{"client_id": name, "owner": "o"} for name in ("a", "b", "c")] + [
        {"client_id": "d", "state": "absent"},
        {"client_id": "e"},
    ]


FAILURE = {"operation": "replace_client", "id": "b", "status": 400, "error": "invalid_x", "error_description": "No."}


def test_the_account_of_a_failure(hydra: Hydra, run: Runner) -> None:
    one = fails(
        run(main, clients=_broken(hydra), return_secret=True, concurrency=1),
        "1 changed, 1 failed, 3 not tried; see actions",
    )
    assert 'update OAuth 2.0 client "b"' in one.msg
    assert actions(one) == [
        ("a", "updated"),
        ("b", "failed"),
        ("c", "not_tried"),
        ("d", "not_tried"),
        ("e", "not_tried"),
    ]
    assert [row["changed"] for row in one.result["actions"]] == [True, False, False, False, False]
    assert one.changed, "something was"
    assert one.result["failure"] == one.result["actions"][1]["failure"] == FAILURE
    assert "No." in one.result["actions"][1]["msg"]
    assert one.result["summary"] == {"created": 0, "updated": 1, "deleted": 0, "unchanged": 0, "failed": 1}
    assert [row["after_header"] for row in one.result["diff"]] == ["client a"]


def test_continue_on_error(hydra: Hydra, run: Runner) -> None:
    one = fails(
        run(main, clients=_broken(hydra), return_secret=True, continue_on_error=True),
        "4 changed, 1 failed, 0 not tried",
    )
    assert actions(one) == [("a", "updated"), ("b", "failed"), ("c", "updated"), ("d", "deleted"), ("e", "created")]
    assert one.result["actions"][4]["client_secret"] == hydra.secrets["e"], (
        "a secret that was made is not lost by a failure elsewhere"
    )


def test_no_secret_is_returned_that_was_never_sent_or_was_refused(hydra: Hydra, run: Runner) -> None:
    hydra.disturb("POST /admin/clients", answering(Answer(400, {"error": "e", "error_description": "No."})))
    clients = [{"client_id": name} for name in "ab"]
    one = run(main, clients=clients, return_secret=True, concurrency=1)
    assert actions(one) == [("a", "failed"), ("b", "not_tried")]
    assert not any("client_secret" in row for row in one.result["actions"])


def test_return_objects_after_a_failure_are_what_is_there(hydra: Hydra, run: Runner) -> None:
    one = run(main, clients=_broken(hydra), return_secret=True, concurrency=1, return_objects=True)
    assert sorted(row["client_id"] for row in one.result["clients"]) == ["a", "b", "c", "d"]
    assert {row["client_id"]: row["owner"] for row in one.result["clients"]} == {"a": "o", "b": "", "c": "", "d": ""}


def test_return_objects(hydra: Hydra, run: Runner) -> None:
    hydra.add("a")
    clients: t.List[Document] = [{"client_id": "b"}, {"client_id": "a"}, {"client_id": "c", "state": "absent"}]
    one = ok(run(main, clients=clients, return_secret=True, return_objects=True))
    assert [row["client_id"] for row in one.result["clients"]] == ["b", "a"]
    assert one.output.count(hydra.secrets["b"]) == 1


# Pruning


def _team(hydra: Hydra) -> None:
    for index in range(5):
        hydra.add("t%d" % index, owner="team", metadata={"list": "web"})
    hydra.add("other", owner="else", metadata={"list": "web"})
    hydra.add("unmarked", owner="team", metadata={"list": "mobile"})


@pytest.mark.parametrize(
    "scope, gone",
    [
        ({"prune_owner": "team"}, ["t1", "t2", "t3", "t4", "unmarked"]),
        ({"prune_metadata": {"list": "web"}}, ["other", "t1", "t2", "t3", "t4"]),
        ({"prune_owner": "team", "prune_metadata": {"list": "web"}}, ["t1", "t2", "t3", "t4"]),
        ({"prune_owner": "team", "prune_protect": ["t1", "t2", "unmarked"]}, ["t3", "t4"]),
        ({"prune_owner": "nobody"}, []),
    ],
)
@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "2.3.0", "26.2.0"])
def test_prune(version: str, scope: Document, gone: t.List[str], serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    _team(hydra)
    options = dict(scope, clients=[{"client_id": "t0", "owner": "team"}], prune=True)
    announced = ok(run(main, options, check=True))
    assert wire.writes == []
    done = ok(run(main, options))
    for one in (announced, done):
        assert actions(one) == [("t0", "unchanged")] + [(name, "deleted") for name in gone]
        assert [row["before"]["client_id"] for row in one.result["diff"]] == gone
    assert not set(gone) & set(hydra.clients)
    assert not ok(run(main, options)).changed


@pytest.mark.parametrize(
    "options, words",
    [
        ({}, "prune needs a scope"),
        ({"prune_owner": ""}, "prune needs a scope"),
        ({"prune_metadata": {}}, "prune needs a scope"),
        ({"prune_owner": "team", "clients": []}, "prune_empty=true"),
        ({"prune_owner": "team", "prune_limit": 4}, "more than prune_limit (4) allows"),
        ({"prune_owner": "team", "concurrency": 0}, "concurrency must be from 1 to 64"),
        ({"prune_owner": "team", "concurrency": 65}, "concurrency must be from 1 to 64"),
    ],
)
def test_what_prune_refuses(options: Document, words: str, hydra: Hydra, wire: Wire, run: Runner) -> None:
    _team(hydra)
    given = dict({"clients": [{"client_id": "t0"}], "prune": True}, **options)
    for check in (True, False):
        fails(run(main, given, check=check), words)
    assert wire.writes == []


def test_an_empty_list_that_is_meant(hydra: Hydra, run: Runner) -> None:
    _team(hydra)
    one = ok(run(main, clients=[], prune=True, prune_owner="team", prune_empty=True))
    assert one.result["summary"]["deleted"] == 6
    assert not ok(run(main, clients=[])).changed


def test_no_pruning_unless_asked_for(hydra: Hydra, run: Runner) -> None:
    _team(hydra)
    assert not ok(run(main, clients=[{"client_id": "t0"}], prune_owner="team")).changed


def test_a_listed_client_outside_the_scope_earns_a_warning(hydra: Hydra, run: Runner) -> None:
    _team(hydra)
    one = ok(run(main, check=True, clients=[{"client_id": "other"}], prune=True, prune_owner="team"))
    assert any("outside the scope of prune" in told and "other" in told for told in one.warnings)


def test_metadata_that_only_looks_alike_is_not_pruned(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", metadata={"managed": 1})
    assert not ok(run(main, clients=[], prune=True, prune_empty=True, prune_metadata={"managed": True})).changed


# Silence


def test_nothing_secret_in_any_output_of_a_list(hydra: Hydra, run: Runner, tmp_path: t.Any) -> None:
    (tmp_path / "secret").write_text("private-file")
    key = private_point("private-d", kid="a")
    clients: t.List[Document] = [
        {"client_id": "a", "client_secret": "private-one"},
        {"client_id": "b", "secret_file": str(tmp_path / "secret")},
        {"client_id": "c", "secret_file": str(tmp_path / "made")},
        {"client_id": "d", "jwks": {"keys": [key]}, "token_endpoint_auth_method": "private_key_jwt"},
    ]
    options: Document = {"api_token": "private-token", "public_url": PUBLIC, "return_objects": True}
    changed = copy.deepcopy(clients)
    for row in changed:
        row["owner"] = "o"
    runs = [
        run(main, options, check=True, clients=clients),
        run(main, options, clients=clients),
        run(main, options, clients=clients),
    ]
    repeated = Answer(400, {"error": "no", "error_description": "private-one private-file " + key["d"]})
    hydra.disturb("PUT /admin/clients/a", answering(repeated))
    hydra.secrets["a"] = "another-one"
    runs.append(run(main, options, clients=changed, continue_on_error=True))
    for _index in range(9):
        hydra.disturb("PUT /admin/clients/a", lost_before)
    runs.append(run(main, options, clients=changed, continue_on_error=True))
    runs.append(run(main, options, clients=[dict(row, scope="[]") for row in clients]))
    assert [one.failed for one in runs] == [False] * 3 + [True] * 3
    made = (tmp_path / "made").read_text()
    for one in runs:
        for secret in ("private-one", "private-file", "private-d", "private-token", made, "registration-token"):
            assert secret not in one.output


def test_the_invocation_does_not_repeat_the_list(hydra: Hydra, run: Runner) -> None:
    for name in ("a", "b"):
        hydra.add(name)
    clients: t.List[Document] = [{"client_id": "a"}, {"client_id": "b", "logo_uri": "https://long.example/logo"}]
    hydra.disturb("PUT /admin/clients/b", answering(Answer(400, {"error": "no"})))
    runs = [
        run(main, clients=clients),
        run(main, clients=clients),
        run(main, clients=[*clients, {"client_id": "c", "scope": "[]"}]),
    ]
    assert [one.failed for one in runs] == [True, False, True]
    for one in runs:
        assert "long.example" not in json.dumps(one.result["invocation"])
        assert "implicit_grant_id_token_lifespan" not in json.dumps(one.result["invocation"])


# One engine


@pytest.mark.parametrize(
    "options",
    [
        {"client_id": "app", "client_name": "App", "return_secret": True},
        {"client_id": "there", "owner": "o"},
        {"client_id": "there", "client_name": None, "exhaustive": True},
        {"client_id": "there", "state": "absent"},
        {"client_id": "app", "redirect_uris": ["https://a/#x"], "return_secret": True},
    ],
)
def test_one_client_and_a_list_of_one_do_the_same(options: Document, serve: Serve, wire: Wire, run: Runner) -> None:
    seen = []
    for single in (True, False):
        hydra = serve("26.2.0")
        hydra.add("there", client_name="T", owner="p")
        wire.calls.clear()
        one = run(hydra_client.main, options) if single else run(main, clients=[options])
        secret = hydra.secrets.get("app", "-")
        sent = [(call.line, call.text.replace(secret, "*")) for call in wire.calls]
        diff = one.result.get("diff") or []
        seen.append((sent, one.failed, one.changed, diff if isinstance(diff, list) else [diff], one.result.get("msg")))
    assert seen[0] == seen[1]


def test_a_warning_names_its_client_and_is_the_same_in_every_run(hydra: Hydra, run: Runner) -> None:
    given: t.List[Document] = [
        {"client_id": "spa", "preset": "spa"},
        {"client_id": "app", "preset": "native", "redirect_uris": ["/callback"]},
        {"client_id": "web", "preset": "spa", "redirect_uris": ["https://web.example.com/"]},
    ]
    expected = [
        ("spa", "grant type authorization_code needs redirect_uris"),
        ("app", "/callback", "is not an absolute URI"),
    ]
    for check, changed in ((True, True), (False, True), (True, False), (False, False)):
        one = ok(run(main, check=check, clients=given))
        assert one.changed is changed
        assert len(one.warnings) == len(expected)
        for told, words in zip(one.warnings, expected):
            assert [word for word in words if word not in told] == []
    given[0]["redirect_uris"] = given[1]["redirect_uris"] = ["https://a.example.com/"]
    assert ok(run(main, clients=given)).warnings == []
    assert ok(run(main, clients=[{"client_id": "spa"}])).warnings == [], "what there is counts, too"
    assert len(ok(run(main, clients=[{"client_id": "spa", "redirect_uris": []}])).warnings) == 1
    assert ok(run(main, clients=[{"client_id": "spa", "state": "absent"}])).warnings == []
