# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``server``: what it writes is a Hydra that runs, and says nothing of its secrets."""

from __future__ import annotations

import getpass
import grp
import hashlib
import os
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import playbook, servers, units
from support.playbook import Ran
from support.role import Stage, kinds, ok

SYSTEM_SECRET = "a-secret-of-the-system-0123456789"
COMMAND = playbook.ROOT / "tests" / "support" / "hydra_command.py"


@dataclass
class Place:
    """A Hydra that can be installed, and where to."""

    stage: Stage
    program: Path
    real: bool

    @property
    def base(self) -> Path:
        return self.stage.folder

    @property
    def unit(self) -> Path:
        return self.base / "units" / "hydra.service"

    def install(self, *arguments: str, **more: Any) -> Ran:
        server = self.stage.server
        variables = {
            "server_source": str(self.program),
            "server_home": str(self.base / "home"),
            "server_config_dir": str(self.base / "etc"),
            "server_state_dir": str(self.base / "state"),
            "server_unit_dir": str(self.unit.parent),
            "server_user": getpass.getuser(),
            "server_group": grp.getgrgid(os.getgid()).gr_name,
            "server_create_user": False,
            "server_start": False,
            "server_dsn": f"sqlite://{self.base.parent}/hydra.sqlite?_fk=true",
            "server_system_secrets": [SYSTEM_SECRET],
            "server_issuer": server.public_url,
            "server_login_url": f"{server.public_url}/login",
            "server_consent_url": f"{server.public_url}/consent",
            "server_public_host": "127.0.0.1",
            "server_public_port": int(server.public_url.rpartition(":")[2]),
            "server_admin_port": int(server.admin_url.rpartition(":")[2]),
            "server_config": {"log": {"level": "error"}},
            "server_arguments": ["--dev" if server.prefix else "--dangerous-force-http"],
            **more,
        }
        return self.stage.role("server", variables, "-vvv", "--diff", *arguments)


def programs() -> list[servers.Kind]:
    """What can be installed: a binary, or a script that looks like one, whose command line changes with 2.0 alone."""
    found = [kind for kind in kinds() if not kind.real or os.path.isabs(kind.source)]
    return [kind for kind in found if kind.real or servers.WHOLE or servers.numbers(kind.version) >= (1, 11)]


@pytest.fixture(params=programs(), ids=lambda kind: kind.id)
def place(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Iterator[Place]:
    kind = request.param
    program = Path(kind.source)
    if not kind.real:
        program = tmp_path / "hydra"
        program.write_text(f'#!/bin/sh\nHYDRA_VERSION={kind.version} exec "{sys.executable}" "{COMMAND}" "$@"\n')
        program.chmod(0o755)
    admin, public = (f"http://127.0.0.1:{servers.free_port()}" for _unused in range(2))
    server = servers.Server(kind.version, admin, public, kind.real, kind.source)
    servers.started.append(server)
    (tmp_path / "a folder" / "units").mkdir(parents=True)
    yield Place(Stage(server, collections, tmp_path / "a folder"), program, kind.real)


def test_from_nothing_to_a_server_that_runs(place: Place) -> None:
    ok(place.install("--check"), changed=True)
    assert sorted(path.name for path in place.base.iterdir()) == ["ansible", "play.yml", "units"]
    ran = ok(place.install(), changed=True)
    assert SYSTEM_SECRET not in ran.output
    assert SYSTEM_SECRET in (place.base / "etc" / "hydra.yml").read_text()
    assert (place.base / "etc" / "hydra.yml").stat().st_mode & 0o007 == 0
    again = ok(place.install(), changed=False)
    ok(place.install("--check"), changed=False)
    assert SYSTEM_SECRET not in again.output

    assert units.problems(place.unit) in ("", None)
    exposed = units.exposure(place.unit)
    assert exposed is None or exposed < 2.5
    log = place.base / "server.log"
    with units.running(place.unit, place.stage.server.admin_url, log):
        ok(
            place.stage.role(
                "provision", {"provision_clients": [{"client_id": "a", "token_endpoint_auth_method": "none"}]}
            )
        )
        assert "a" in place.stage.clients()

    # A new secret in front of the old one, and another port: what the server held is still there.
    place.stage.server.admin_url = f"http://127.0.0.1:{servers.free_port()}"
    secrets = ["a-newer-secret-of-the-system", SYSTEM_SECRET]
    ok(place.install(server_system_secrets=secrets), changed=True)
    with units.running(place.unit, place.stage.server.admin_url, log):
        assert ("a" in place.stage.clients()) is place.real


def _of_somebody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry as releases have it: with the owner that it had where the archive was made."""
    entry.uid = entry.gid = 1001
    entry.uname = entry.gname = "runner"
    return entry


# Nothing of an archive is known to the server that was in it.
@pytest.mark.parametrize("place", programs()[-1:], indirect=True, ids=lambda kind: kind.id)
def test_from_an_archive_with_a_checksum(place: Place) -> None:
    archive = place.base / "hydra_1-linux_64bit.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(place.program, "hydra", filter=_of_somebody)
        tar.add(__file__, "README.md")
    right = "sha256:" + hashlib.sha256(archive.read_bytes()).hexdigest()
    for source in (str(archive), archive.as_uri()):
        refused = place.install(server_source=source, server_checksum="sha256:" + "0" * 64)
        assert refused.returncode == 2
        assert not (place.base / "home" / "hydra").exists()
    ok(place.install("--check", server_source=str(archive), server_checksum=right), changed=True)
    ok(place.install(server_source=str(archive), server_checksum=right), changed=True)
    assert (place.base / "home" / "hydra").read_bytes() == place.program.read_bytes()
    assert (place.base / "home" / "hydra").stat().st_uid == os.getuid()
    assert not (place.base / "home" / "README.md").exists()
    ok(place.install(server_source=str(archive), server_checksum=right), changed=False)
    ok(place.install(server_source=archive.as_uri(), server_checksum=right), changed=False)
    if os.getuid() == 0:  # a program that replaces that of somebody else belongs to root as well
        os.chown(place.base / "home" / "hydra", 1001, 1001)
        ok(place.install(), changed=True)
        assert (place.base / "home" / "hydra").stat().st_uid == 0


@pytest.mark.parametrize("place", programs()[-1:], indirect=True, ids=lambda kind: kind.id)
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"server_source": "https://example.com/hydra"}, "server_checksum is required if server_source is a URL"),
        ({"server_system_secrets": ["short-secret"]}, "at least 16 characters long"),
        ({"server_system_secrets": ["secret with blanks in it"]}, "must not contain spaces"),
        ({"server_cookie_secrets": ["short-secret"]}, "at least 16 characters long"),
        ({"server_public_port": "http"}, "argument 'server_public_port' is of type"),
        ({"server_dsn": "postgres://hydra:hunter2-secret@db.example.com/?password=wrong"}, "failed with exit code 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_gets_a_sentence(place: Place, variables: dict[str, Any], sentence: str) -> None:
    ran = place.install(**variables)
    assert ran.returncode == 2
    assert sentence in ran.output
    assert "Traceback" not in ran.output
    assert [
        secret for secret in ("hunter2-secret", "short-secret", "with blanks", SYSTEM_SECRET) if secret in ran.output
    ] == []
