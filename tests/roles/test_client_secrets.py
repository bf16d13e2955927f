# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``client_secrets``: it may be interrupted anywhere, and no secret in use is refused at any moment."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from support import servers, threaded
from support.population import Population
from support.proxy import Proxy
from support.role import Stage, ok

FIRST = " the-first-secret-of-this-test, with blanks at its ends "
IDS = ["a", "b"]
HANDOVER = """\
- name: Hand over
  ansible.builtin.copy:
    src: '{{ client_secrets_file }}'
    dest: '{{ client_secrets_file }}.service'
    mode: '0600'
    remote_src: true
"""


def rotating() -> list[servers.Kind]:
    """Servers that can rotate: a development build, or the stand-in of one."""
    real = [kind for kind in servers.real_kinds() if servers.numbers(kind.version) >= (26, 3)]
    return [*real, servers.Kind("26.3-dev", False)]


def prepared(stage: Stage) -> Path:
    """Two clients whose secrets are in files."""
    folder = stage.folder / "secrets"
    folder.mkdir()
    Population(stage.server).create(
        {"client_id": name, "client_secret": FIRST, "grant_types": ["client_credentials"]} for name in IDS
    )
    for name in IDS:
        (folder / name).write_text(FIRST)
    return folder


@pytest.fixture(params=rotating(), ids=lambda kind: kind.id)
def rotates(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Iterator[Stage]:
    with threaded.start(request.param) as server:
        yield Stage(server, collections, tmp_path)


def works(stage: Stage, client_id: str, secret: str) -> bool:
    """Whether a client gets a token with this secret."""
    reply = requests.post(
        f"{stage.server.public_url}/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(client_id, secret),
        timeout=30,
    )
    assert reply.status_code in (200, 401), reply.text
    return reply.status_code == 200


def variables(folder: Path, **more: Any) -> dict[str, Any]:
    return {"client_secrets_clients": IDS, "client_secrets_dir": str(folder), **more}


def test_stages(rotates: Stage) -> None:
    folder = prepared(rotates)
    handover = rotates.folder / "handover.yml"
    handover.write_text(HANDOVER)
    given = variables(folder, client_secrets_handover_tasks=str(handover))
    ok(rotates.role("client_secrets", given), changed=False)  # they are young
    os.utime(folder / "a", (1, 1))
    ok(rotates.role("client_secrets", given, "--check"), changed=True)
    assert sorted(path.name for path in folder.iterdir()) == IDS
    ran = ok(rotates.role("client_secrets", given, "-vvv", "--diff"), changed=True)
    second = (folder / "a").read_text()
    assert second != FIRST
    assert [secret for secret in (FIRST, second) if secret in ran.output] == []
    assert (folder / "a.service").read_text() == second
    assert (folder / "b").read_text() == FIRST
    assert works(rotates, "a", second) and works(rotates, "a", FIRST)
    ok(rotates.role("client_secrets", given), changed=False)  # the old one has still its time
    os.utime(folder / "a", (time.time() - 90000,) * 2)
    ran = ok(rotates.role("client_secrets", given, "-vvv", "--diff"), changed=True)
    assert [secret for secret in (FIRST, second) if secret in ran.output] == []
    assert works(rotates, "a", second) and not works(rotates, "a", FIRST)
    assert not (folder / "a.previous").exists()
    ok(rotates.role("client_secrets", given), changed=False)


def test_an_interruption_after_any_write_does_no_harm(rotates: Stage) -> None:
    folder = prepared(rotates)
    with Proxy(rotates.server.admin_url, rotates.server.public_url) as proxy:
        connection = {"admin_url": proxy.admin_url, "public_url": rotates.server.public_url, "retries": 0}
        given = variables(folder, client_secrets_connection=connection, client_secrets_retire_after_hours=0)
        for done in range(12):  # each task asks first whether the server can rotate
            before = {name: (folder / name).read_text() for name in IDS}
            proxy.fault("status", status=500, times=-1, skip=done, method="POST|PUT|DELETE", path=".*/rotate")
            finished = rotates.role("client_secrets", {**given, "client_secrets_rotate": True}).returncode == 0
            proxy.reset()
            for name in IDS:  # what is in the file works, and so does the old one until it is retired
                assert works(rotates, name, (folder / name).read_text())
                assert works(rotates, name, before[name]) or not (folder / f"{name}.previous").exists()
            ok(rotates.role("client_secrets", given))
            assert sorted(path.name for path in folder.iterdir()) == IDS
            assert all(works(rotates, name, (folder / name).read_text()) for name in IDS)
            ok(rotates.role("client_secrets", given), changed=False)
            if finished:
                break
        assert finished, "there are more writes than this test interrupts"


def test_a_handover_that_fails_is_tried_again_and_nothing_is_retired(rotates: Stage) -> None:
    folder = prepared(rotates)
    handover = rotates.folder / "handover.yml"
    handover.write_text("- name: Hand over\n  ansible.builtin.fail: {msg: not today}\n")
    given = variables(folder, client_secrets_handover_tasks=str(handover), client_secrets_retire_after_hours=0)
    ran = rotates.role("client_secrets", {**given, "client_secrets_rotate": True})
    assert ran.returncode == 2
    assert "not today" in ran.output
    assert rotates.role("client_secrets", given).returncode == 2
    assert works(rotates, "a", FIRST) and works(rotates, "a", (folder / "a").read_text())
    handover.write_text("- name: Hand over\n  ansible.builtin.debug: {msg: done}\n")
    ok(rotates.role("client_secrets", given), changed=True)
    assert not works(rotates, "a", FIRST)


def test_a_server_that_cannot_rotate_is_left_alone_unless_told(stage: Stage) -> None:
    folder = prepared(stage)
    given = variables(folder, client_secrets_rotate=True, client_secrets_retire_after_hours=0)
    refused = stage.role("client_secrets", given)
    assert refused.returncode == 2
    assert "requires Hydra 26.3 or newer; this server is" in " ".join(refused.output.split())
    assert all(works(stage, name, FIRST) for name in IDS)
    ok(stage.role("client_secrets", {**given, "client_secrets_replace": True}), changed=True)
    assert all(works(stage, name, (folder / name).read_text()) and not works(stage, name, FIRST) for name in IDS)
    ok(
        stage.role("client_secrets", {**given, "client_secrets_replace": True, "client_secrets_rotate": False}),
        changed=False,
    )


@pytest.mark.parametrize("arrived", [False, True], ids=["before the request", "after the request"])
def test_a_run_that_was_killed_while_it_replaced_a_secret(stage: Stage, arrived: bool) -> None:
    """The module marks a secret that the server may not have, and is the one to find out."""
    folder = prepared(stage)
    new = "a-secret-that-was-written-to-its-file"
    if arrived:
        changed = {**stage.clients()["a"], "client_secret": new}
        reply = requests.put(f"{stage.server.admin_url}{stage.server.prefix}/clients/a", json=changed, timeout=60)
        assert reply.status_code == 200, reply.text
    (folder / "a.previous").write_text(FIRST)
    (folder / "a").write_text(new)
    os.utime(folder / "a", (0, 0))
    handover = stage.folder / "handover.yml"
    handover.write_text(HANDOVER)
    given = variables(
        folder,
        client_secrets_replace=True,
        client_secrets_retire_after_hours=0,
        client_secrets_handover_tasks=str(handover),
    )
    ok(stage.role("client_secrets", given, "--check"), changed=True)
    assert (folder / "a").read_text() == new
    ok(stage.role("client_secrets", given), changed=True)
    assert ((folder / "a").read_text() == new) is arrived
    assert works(stage, "a", (folder / "a.service").read_text())
    assert sorted(path.name for path in folder.iterdir()) == ["a", "a.service", "b"]
    ok(stage.role("client_secrets", given), changed=False)


@pytest.mark.parametrize("content", [None, "not-the-secret-of-this-client"], ids=["missing", "wrong"])
def test_a_handover_of_a_secret_without_a_previous_one_is_tried_again(rotates: Stage, content: str | None) -> None:
    folder = prepared(rotates)
    if content is None:
        (folder / "a").unlink()
    else:
        (folder / "a").write_text(content)
    handover = rotates.folder / "handover.yml"
    handover.write_text("- name: Hand over\n  ansible.builtin.fail: {msg: not today}\n")
    given = variables(folder, client_secrets_handover_tasks=str(handover))
    for _attempt in range(2):
        ran = rotates.role("client_secrets", given)
        assert ran.returncode == 2
        assert "not today" in ran.output
    assert works(rotates, "a", (folder / "a").read_text())
    handover.write_text(HANDOVER)
    ok(rotates.role("client_secrets", given), changed=True)
    assert (folder / "a.service").read_text() == (folder / "a").read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["a", "a.service", "b"]
    handover.write_text("- name: Hand over\n  ansible.builtin.fail: {msg: not again}\n")
    ok(rotates.role("client_secrets", given), changed=False)


def test_a_run_that_was_killed_before_the_handover(rotates: Stage) -> None:
    """Whatever comes after the request, the file that says what is left to do was there before it."""
    folder = prepared(rotates)
    (folder / "a").unlink()
    handover = rotates.folder / "handover.yml"
    handover.write_text(HANDOVER)
    given = variables(folder, client_secrets_handover_tasks=str(handover))
    with Proxy(rotates.server.admin_url, rotates.server.public_url) as proxy:
        connection = {"admin_url": proxy.admin_url, "public_url": rotates.server.public_url, "retries": 0}
        proxy.fault("status", status=500, times=-1, method="POST|PUT", path=".*/rotate")
        assert rotates.role("client_secrets", {**given, "client_secrets_connection": connection}).returncode == 2
    assert sorted(path.name for path in folder.iterdir()) == ["a.handover", "b"]
    ok(rotates.role("client_secrets", given), changed=True)
    assert works(rotates, "a", (folder / "a.service").read_text())
    assert sorted(path.name for path in folder.iterdir()) == ["a", "a.service", "b"]
