# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets rotated, replaced and retired, through main(), against the model of the server."""

from __future__ import annotations

import os
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._values import files
from ansible_collections.ory.hydra.plugins.modules.hydra_client_secret import main
from ansible_collections.ory.hydra.tests.unit._model import (
    PUBLIC,
    Answer,
    Hydra,
    Wire,
    lost_after,
    lost_before,
)
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

FIRST = "first-secret-that-must-not-be-seen"
ROTATE = "POST /admin/clients/shop/secrets/rotate"
Serve = t.Callable[[str], Hydra]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(FIRST + "\n")
    path.chmod(0o600)
    return path


def start(serve: Serve, version: str, **members: t.Any) -> Hydra:
    hydra = serve(version)
    hydra.add("shop", FIRST, **members)
    return hydra


def go(run: Runner, check: bool = False, public: bool = True, **options: t.Any) -> Run:
    given = dict({"client_id": "shop"}, **options)
    if public:
        given["public_url"] = PUBLIC
    one = run(
        main, {name: str(value) if isinstance(value, Path) else value for name, value in given.items()}, check=check
    )
    assert FIRST not in one.output
    return one


def works(one: Run) -> Run:
    assert not one.failed, one.result
    return one


def twice(run: Runner, wire: Wire, **options: t.Any) -> Run:
    """Run in check mode and really; both say the same, and check mode writes nothing."""
    announced = works(go(run, check=True, **options))
    assert wire.writes == []
    done = works(go(run, **options))
    same = ("changed", "action", "secret_status", "diff")
    assert {name: announced.result.get(name) for name in same} == {name: done.result.get(name) for name in same}
    return done


@pytest.mark.parametrize(
    "version, action", [("1.4.10", "replaced"), ("1.11.10", "replaced"), ("26.2.0", "replaced"), ("26.3.0", "rotated")]
)
def test_a_secret_without_a_file_is_made(
    version: str, action: str, serve: Serve, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    hydra = start(serve, version)
    path = tmp_path / "secret"
    done = twice(run, wire, secret_file=path, replace=action == "replaced")
    assert (done.changed, done.result["action"], done.result["secret_status"]) == (True, action, "generated")
    assert len(wire.writes) == 1
    assert path.read_text() == hydra.secrets["shop"] != FIRST
    assert path.stat().st_mode & 0o777 == 0o600
    assert hydra.secrets["shop"] not in done.output
    assert hydra.old_secrets.get("shop", []) == ([FIRST] if action == "rotated" else [])
    assert action in str(done.result["diff"]["after"])
    again = twice_at_rest(run, wire, secret_file=path)
    assert again.result["secret_status"] == "verified"


@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "26.2.0"])
@pytest.mark.parametrize("why", ["old", "lost", "wrong", "always"])
def test_nobody_is_cut_off_unasked(version: str, why: str, serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, version)
    if why == "old":
        os.utime(kept, (time.time() - 7200, time.time() - 7200))
    elif why == "lost":
        kept.unlink()
    elif why == "wrong":
        kept.write_text("something-else")
    for check in (True, False):
        options: t.Dict[str, t.Any] = {"rotate": "always"} if why == "always" else {"max_age": "1h"}
        failed = go(run, check=check, secret_file=kept, **options)
        assert failed.failed
        assert (
            "cannot rotate it (that needs Hydra 26.3 or newer): the old secret would stop working at once" in failed.msg
        )
        assert "set replace=true if that is intended" in failed.msg
    assert wire.writes == []
    assert hydra.secrets["shop"] == FIRST


@pytest.mark.parametrize("version", ["1.11.10", "26.3.0"])
def test_a_given_secret_is_not_taken_without_the_word_for_it(
    version: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    start(serve, version)
    for options in ({"public": True}, {"rotate": "always"}):
        failed = go(run, client_secret="another-secret", **options)
        assert failed.failed
        assert "replaces the old one, which stops working at once; set replace=true" in failed.msg
    assert wire.calls == []


def twice_at_rest(run: Runner, wire: Wire, **options: t.Any) -> Run:
    del wire.calls[:]
    again = twice(run, wire, **options)
    assert (again.changed, again.result["action"]) == (False, "unchanged")
    assert wire.writes == []
    return again


@pytest.mark.parametrize("version", ["26.2.0", "26.3.0"])
def test_what_works_and_is_young_stays(version: str, serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    start(serve, version)
    twice_at_rest(run, wire, secret_file=kept)
    twice_at_rest(run, wire, secret_file=kept, max_age="1h")
    assert twice_at_rest(run, wire, secret_file=kept, public=False).result["secret_status"] == "unchecked"


@pytest.mark.parametrize("version", ["26.2.0", "26.3.0"])
def test_what_is_old_is_rotated(version: str, serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, version)
    os.utime(kept, (time.time() - 7200, time.time() - 7200))
    assert twice(run, wire, secret_file=kept, max_age="1h", replace=version == "26.2.0").changed
    assert kept.read_text() == hydra.secrets["shop"] != FIRST
    twice_at_rest(run, wire, secret_file=kept, max_age="1h")


def test_what_does_not_work_is_rotated(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    kept.write_text("something-else")
    assert twice(run, wire, secret_file=kept).result["action"] == "rotated"
    assert kept.read_text() == hydra.secrets["shop"]


@pytest.mark.parametrize("version, old", [("26.2.0", False), ("26.3.0", True)])
def test_always_is_in_every_run(version: str, old: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = start(serve, version)
    for _turn in range(2):
        del wire.calls[:]
        done = works(go(run, rotate="always", return_secret=True, replace=not old))
        assert done.changed
        assert done.result["client_secret"] == hydra.secrets["shop"]
    assert len(hydra.old_secrets.get("shop", [])) == (2 if old else 0)


def test_a_secret_is_not_returned_in_check_mode(serve: Serve, run: Runner) -> None:
    for version in ("26.2.0", "26.3.0"):
        start(serve, version)
        assert (
            "client_secret" not in works(go(run, check=True, rotate="always", return_secret=True, replace=True)).result
        )


@pytest.mark.parametrize("version", ["1.11.10", "26.3.0"])
def test_a_given_secret_replaces(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = start(serve, version)
    done = twice(run, wire, client_secret="another-secret", replace=True)
    assert (done.result["action"], done.result["secret_status"]) == ("replaced", "set")
    assert hydra.secrets["shop"] == "another-secret"
    again = twice_at_rest(run, wire, client_secret="another-secret", replace=True)
    assert again.result["secret_status"] == "verified"


def test_check_mode_tries_nothing_out(serve: Serve, wire: Wire, run: Runner, tmp_path: Path) -> None:
    """What the server can do is known from its version; a build that says another one is told apart by an option."""
    for version in ("26.2.0", "26.3.0"):
        start(serve, version)
        del wire.calls[:]
        works(go(run, check=True, secret_file=tmp_path / "secret", replace=True))
        assert {call.method for call in wire.calls} == {"GET"}
    hydra = start(serve, "26.3.0")
    hydra.reported = "v26.2.0"
    assert "cannot rotate it" in go(run, secret_file=tmp_path / "secret").msg
    done = works(go(run, secret_file=tmp_path / "secret", server_version="26.3.0"))
    assert done.result["action"] == "rotated"


def test_a_lost_reply_costs_a_secret_and_nothing_else(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    hydra.disturb(ROTATE, lost_after)
    assert works(go(run, secret_file=kept, rotate="always")).result["action"] == "rotated"
    assert kept.read_text() == hydra.secrets["shop"] == "made-by-the-server-2"
    assert hydra.old_secrets["shop"] == [FIRST, "made-by-the-server-1"]


def test_a_reply_that_is_lost_again_leaves_the_file_alone(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    for _turn in range(2):
        hydra.disturb(ROTATE, lost_before)
    failed = go(run, secret_file=kept, rotate="always")
    assert failed.failed
    assert failed.msg.endswith("may have been generated; previous secrets keep working: run again")
    assert kept.read_text() == FIRST + "\n"
    assert os.listdir(kept.parent) == ["secret"]
    assert works(go(run, secret_file=kept, rotate="always")).changed


def test_without_a_place_nothing_is_made(
    serve: Serve, wire: Wire, run: Runner, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("26.2.0", "26.3.0"):
        start(serve, version)
        for check in (True, False):
            failed = go(run, check=check, secret_file=kept.parent / "nowhere" / "secret")
            assert failed.failed
            assert "there is no folder" in failed.msg

    def full(*_arguments: t.Any, **_options: t.Any) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.tempfile, "mkstemp", full)
    failed = go(run, secret_file=kept, rotate="always")
    assert failed.failed
    assert "secret_file %s cannot be written: No space left on device" % kept in failed.msg
    assert wire.writes == []


def test_a_file_that_fails_after_all_leaves_what_was(
    serve: Serve, run: Runner, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra = start(serve, "26.3.0")

    def broken(*_arguments: t.Any) -> t.NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, "replace", broken)
    failed = go(run, secret_file=kept, rotate="always")
    assert failed.failed
    assert "a new secret was generated and lost; previous secrets keep working: run again" in failed.msg
    assert hydra.secrets["shop"] not in failed.output
    assert kept.read_text() == FIRST + "\n"
    assert os.listdir(kept.parent) == ["secret"]


def test_a_leaked_secret_with_a_line_break_is_not_taken_for_one_that_is_retired(
    serve: Serve, run: Runner, kept: Path
) -> None:
    hydra = start(serve, "26.3.0")
    works(go(run, secret_file=kept, rotate="always"))
    for check in (True, False):
        failed = go(run, check=check, state="retired", secret_file=kept, old_secret=FIRST + "\n")
        assert failed.failed and "old_secret must not end with a line break" in failed.msg
    assert hydra.old_secrets["shop"] == [FIRST]


def test_a_file_whose_owner_would_lose_it_is_refused_before_anything_is_sent(
    serve: Serve,
    wire: Wire,
    run: Runner,
    kept: Path,
    belongs: t.Callable[[Path, int, int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hydra = start(serve, "26.3.0")
    belongs(kept, 1001, 1001)

    def refused(*_arguments: t.Any) -> t.NoReturn:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(files.os, "fchown", refused)
    failed = go(run, secret_file=kept, rotate="always")
    assert failed.failed
    assert "secret_file %s cannot be written: it belongs to another user (uid 1001)" % kept in failed.msg
    assert (wire.writes, hydra.secrets["shop"]) == ([], FIRST)
    assert (os.listdir(kept.parent), kept.read_text()) == (["secret"], FIRST + "\n")


def test_old_secrets_are_retired(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    works(go(run, secret_file=kept, rotate="always"))
    del wire.calls[:]
    done = twice(run, wire, state="retired", secret_file=kept, old_secret=FIRST)
    assert (done.changed, done.result["action"], done.result["secret_status"]) == (True, "retired", "verified")
    assert hydra.old_secrets["shop"] == []
    twice_at_rest(run, wire, state="retired", secret_file=kept, old_secret=FIRST)


def test_an_old_secret_in_a_file_is_read_as_any_other(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    old = " a secret with blanks at its ends "
    hydra.secrets["shop"] = old
    kept.write_text(old + "\n")
    previous = kept.parent / "secret.previous"
    previous.write_text(old + "\n")
    works(go(run, secret_file=kept, rotate="always"))
    del wire.calls[:]
    done = twice(run, wire, state="retired", secret_file=kept, old_secret_file=previous)
    assert (done.changed, done.result["action"], old not in done.output) == (True, "retired", True)
    assert hydra.old_secrets["shop"] == []
    twice_at_rest(run, wire, state="retired", secret_file=kept, old_secret_file=previous)
    missing = go(run, state="retired", secret_file=kept, old_secret_file=kept.parent / "missing")
    assert missing.failed and "old_secret_file" in missing.msg and "does not exist" in missing.msg


def test_without_an_old_secret_nothing_tells_whether_there_is_one(serve: Serve, wire: Wire, run: Runner) -> None:
    start(serve, "26.3.0")
    for _turn in range(2):
        del wire.calls[:]
        done = twice(run, wire, state="retired", public=False)
        assert (done.changed, done.result["secret_status"]) == (True, "unknown")


@pytest.mark.parametrize("version", ["1.0.9", "1.11.10", "26.2.0"])
def test_where_secrets_are_replaced_none_is_old(
    version: str, serve: Serve, wire: Wire, run: Runner, kept: Path
) -> None:
    start(serve, version)
    twice_at_rest(run, wire, state="retired", secret_file=kept, old_secret="whatever-it-was")


def test_nobody_is_locked_out(serve: Serve, wire: Wire, run: Runner, kept: Path) -> None:
    hydra = start(serve, "26.3.0")
    hydra.old_secrets["shop"] = ["older-secret"]
    kept.write_text("wrong-secret")
    failed = go(run, state="retired", secret_file=kept)
    assert failed.failed
    assert "does not work, so its previous secrets are not retired: they may still be in use" in failed.msg
    assert wire.writes == []
    kept.write_text("older-secret")
    failed = go(run, state="retired", secret_file=kept)
    assert failed.failed
    assert "and the given secret was one of them: rotate it to get a working one" in failed.msg
    assert works(go(run, secret_file=kept)).result["action"] == "rotated"


def test_the_newest_secret_is_no_old_one(serve: Serve, run: Runner) -> None:
    start(serve, "26.3.0")
    failed = go(run, state="retired", old_secret=FIRST)
    assert failed.failed
    assert "old_secret is the newest secret" in failed.msg


@pytest.mark.parametrize("method", ["none", "private_key_jwt"])
def test_a_client_without_a_secret(method: str, serve: Serve, wire: Wire, run: Runner, tmp_path: Path) -> None:
    start(serve, "26.3.0", token_endpoint_auth_method=method)
    for state in ("rotated", "retired"):
        failed = go(run, state=state, secret_file=tmp_path / "secret")
        assert failed.failed
        assert failed.msg == 'client "shop" authenticates with %s and has no secret' % method
    assert wire.writes == []


def test_a_client_that_is_not_there(serve: Serve, wire: Wire, run: Runner, tmp_path: Path) -> None:
    start(serve, "26.3.0")
    for check in (True, False):
        failed = go(run, check=check, client_id="other", secret_file=tmp_path / "secret")
        assert failed.failed
        assert failed.msg == 'There is no OAuth 2.0 client "other"'
    assert wire.writes == []


@pytest.mark.parametrize(
    "options, sentence",
    [
        ({}, "set secret_file or return_secret=true"),
        (
            {"return_secret": True},
            "without secret_file there is no way to tell whether the secret is due for rotation: set rotate=always",
        ),
        ({"client_secret": "long-enough", "public": False, "replace": True}, "client_secret needs public_url"),
        ({"client_secret": "short", "replace": True}, "at least 6 characters"),
        ({"return_secret": True, "rotate": "always", "max_age": "1h"}, "max_age needs secret_file"),
        ({"secret_file": "/x", "max_age": "soon"}, "max_age"),
        ({"secret_file": "/x", "max_age": "0s"}, "max_age must be above 0"),
        ({"secret_file": "/x", "old_secret": "x-secret"}, "old_secret can only be used with state=retired"),
        ({"state": "retired", "rotate": "always"}, "rotate can only be used with state=rotated"),
        ({"state": "retired", "max_age": "1h"}, "max_age can only be used with state=rotated"),
        ({"state": "retired", "replace": True}, "replace can only be used with state=rotated"),
        ({"state": "retired", "old_secret": "x-secret", "public": False}, "old_secret needs public_url"),
        (
            {"state": "retired", "old_secret": "same-one", "client_secret": "same-one"},
            "old_secret is the same as the secret that should keep working",
        ),
        ({"client_secret": "x-secret\n", "replace": True}, "client_secret must not end with a line break"),
        ({"state": "retired", "client_secret": "same-one\n"}, "client_secret must not end with a line break"),
        ({"state": "retired", "old_secret": "x-secret\r\n"}, "old_secret must not end with a line break"),
        ({"client_secret": "x-secret\ud800", "replace": True}, "client_secret must not contain a half of a surrogate"),
        ({"state": "retired", "old_secret": "x-secret\udfff"}, "old_secret must not contain a half of a surrogate"),
        ({"client_secret": "x-secret", "secret_file": "/x"}, "mutually exclusive"),
    ],
)
def test_options_that_cannot_be(
    options: t.Dict[str, t.Any], sentence: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    hydra = start(serve, "26.3.0")
    hydra.secrets["shop"] = "same-one"
    failed = go(run, **options)
    assert failed.failed
    assert sentence in failed.msg
    assert wire.writes == []


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_a_replacement_leaves_all_else_as_it_is(version: str, serve: Serve, run: Runner) -> None:
    hydra = start(serve, version, client_name="Shop", scope="read", contacts=["a@b"], metadata={"n": 1})
    before = dict(hydra.clients["shop"])
    works(go(run, client_secret="another-secret", replace=True))
    assert hydra.secrets["shop"] == "another-secret"
    after = dict(hydra.clients["shop"])
    assert {name for name in before if before[name] != after.get(name)} <= {"updated_at"}


@pytest.mark.parametrize("given", [{"client_secret": "declared-secret"}, {"return_secret": True}])
def test_a_refused_replacement_says_nothing_of_a_secret(given: t.Dict[str, t.Any], serve: Serve, run: Runner) -> None:
    hydra = start(serve, "2.3.0")
    hydra.disturb("PUT /admin/clients/shop", lambda _call, _go: Answer(400, {"error": "e", "error_description": "No."}))
    one = go(run, rotate="always", replace=True, **given)
    assert one.failed and "No." in one.msg
    assert not {"secret_status", "client_secret"} & set(one.result)


def test_a_refused_replacement_is_due_as_before(serve: Serve, run: Runner, kept: Path) -> None:
    hydra = start(serve, "2.3.0")
    os.utime(kept, (time.time() - 7200, time.time() - 7200))
    hydra.disturb("PUT /admin/clients/shop", lambda _call, _go: Answer(400, {"error": "e", "error_description": "No."}))
    assert go(run, secret_file=kept, max_age="1h", replace=True).failed
    assert works(go(run, secret_file=kept, max_age="1h", replace=True)).result["action"] == "replaced"
    assert kept.read_text() == hydra.secrets["shop"] != FIRST


def test_a_replacement_in_doubt_returns_the_secret_that_the_server_may_have(serve: Serve, run: Runner) -> None:
    hydra = start(serve, "2.3.0")
    for _try in range(9):
        hydra.disturb("PUT /admin/clients/shop", lost_after)
    one = go(run, rotate="always", replace=True, return_secret=True)
    assert one.failed and not one.changed
    assert one.result["client_secret"] == hydra.secrets["shop"]
