# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What versions of ansible-core do differently: vaulted values, what is said of mistakes, and what filters return.

The version that these tests run with is tested, and the oldest and the newest of those that ``make`` has installed in
``.venvs/core-VERSION`` for ansible-test.
"""

from __future__ import annotations

import getpass
import grp
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing import vault

from support import playbook, servers
from support.role import Stage, ok

SECRETS = {
    "client": "a-vaulted-secret-of-a-client",
    "task": "a-vaulted-secret-of-a-task",
    "token": "a-vaulted-token-of-a-gateway",
    "system": "a-vaulted-secret-of-the-system",
    "database": "postgres://hydra:a-vaulted-password@db.example.com/hydra",
}
BRACES = "{{ 1 + 1 }}"
#: A key that nobody uses (RFC 7517 appendix A.2).
KEY = {
    "kid": "vaulted", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
}  # fmt: skip


def cores() -> list[Path | None]:
    """The program ansible-playbook of each ansible-core to test; None is the one that all tests run on."""
    found = sorted(
        playbook.ROOT.glob(".venvs/core-*/bin/ansible-playbook"), key=lambda path: int(path.parts[-3].partition(".")[2])
    )
    return [None, *dict.fromkeys([*found[:1], *found[-1:]])]


class Vaulted(str):
    """A text that stands encrypted in a file, for Ansible to decrypt."""


class _Dumper(yaml.SafeDumper):
    """YAML with Ansible's tag."""


_Dumper.add_representer(Vaulted, lambda dumper, text: dumper.represent_scalar("!vault", _encrypted(text), style="|"))


def _encrypted(text: str) -> str:
    untyped: Any = vault
    return bytes(untyped.VaultLib([("default", untyped.VaultSecret(b"a password"))]).encrypt(str(text))).decode()


def refused(role: str, variables: dict[str, Any], sentence: str) -> dict[str, Any]:
    """A role that fails, with that sentence."""
    return {
        "name": f"Expect that {role} refuses {', '.join(variables)}",
        "block": [
            {"ansible.builtin.include_role": {"name": f"ory.hydra.{role}"}, "vars": variables},
            {"ansible.builtin.meta": "end_play"},
        ],
        "rescue": [{"ansible.builtin.assert": {"that": f"{sentence!r} in ansible_failed_result.msg", "quiet": True}}],
    }


def drift(*conditions: str) -> list[dict[str, Any]]:
    """Tasks that compare the lists with the server, and look at what is there then."""
    return [
        {"ansible.builtin.include_role": {"name": "ory.hydra.drift"}},
        {"ory.hydra.hydra_client_info": {}, "register": "found"},
        {"ansible.builtin.assert": {"that": list(conditions), "quiet": True}},
    ]


def filters(folder: Path) -> list[dict[str, Any]]:
    """Tasks that use filters with vaulted values, and with text that must not become a template."""
    (folder / "clients.json").write_text(json.dumps({"client_id": "list", "client_name": BRACES}))
    source = f"lookup('ansible.builtin.file', '{folder}/clients.json') | ory.hydra.to_clients"
    keys = [
        "'d' not in (vaulted_key | ory.hydra.jwks)['keys'][0]",
        "(vaulted_key | ory.hydra.jwk_to_pem | ory.hydra.pem_to_jwk).kid == vaulted_key | ory.hydra.jwk_thumbprint",
        f"({source}(secrets={{'list': smoke_test_client_secret}}))[0].client_secret == smoke_test_client_secret",
    ]
    return [
        {"ansible.builtin.assert": {"that": keys, "quiet": True}},
        {"ansible.builtin.set_fact": {"converted": "{{ %s }}" % source}},
        {"ory.hydra.hydra_clients": {"clients": "{{ converted }}"}},
    ]


@pytest.mark.parametrize("program", cores(), ids=lambda path: path.parts[-3] if path else "dev")
def test_vaulted_values_and_mistakes(program: Path | None, stand_in: Stage) -> None:
    vaulted = {name: Vaulted(text) for name, text in SECRETS.items()}
    folder = stand_in.folder
    hydra = folder / "hydra"
    hydra.write_text("#!/bin/sh\n")
    hydra.chmod(0o755)
    (folder / "units").mkdir()
    machine = {"grant_types": ["client_credentials"], "scope": "orders"}
    variables: dict[str, Any] = {
        "hydra_connection": {**stand_in.connection, "api_token": vaulted["token"]},
        "provision_clients": [
            {"client_id": "inline", "preset": "machine", "client_secret": vaulted["client"]},
            {"client_id": Vaulted("an id"), "preset": Vaulted("machine"), "scope": "orders"},
        ],
        "provision_client_presets": {"machine": machine},
        "provision_secrets_dir": str(folder / "secrets"),
        "provision_key_sets": [{"set": "vaulted", "keys": [{"jwk": Vaulted(json.dumps(KEY))}]}],
        "smoke_test_client_id": "inline",
        "smoke_test_client_secret": vaulted["client"],
        "smoke_test_scope": "orders",
        "server_source": str(hydra),
        "server_dsn": vaulted["database"],
        "server_system_secrets": [vaulted["system"]],
        "server_config": {"log": {"level": Vaulted("error")}},
        "server_issuer": "https://auth.example.com",
        "server_home": str(folder / "home"),
        "server_config_dir": str(folder / "etc"),
        "server_state_dir": str(folder / "state"),
        "server_unit_dir": str(folder / "units"),
        "server_user": getpass.getuser(),
        "server_group": grp.getgrgid(os.getgid()).gr_name,
        "server_create_user": False,
        "server_migrate": False,
        "vaulted_key": Vaulted(json.dumps(KEY)),
        "server_start": False,
        # Modules run in an environment that has what they need; those of other cores have ansible-core alone.
        "ansible_python_interpreter": sys.executable,
    }
    in_task = {"client_id": "task", "client_secret": vaulted["task"], **machine}
    play = [
        {
            "name": "Test",
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": {"group/ory.hydra.hydra": {"connection": "{{ hydra_connection }}"}},
            "tasks": [
                *drift("drift_result.drifted", "found.clients == []"),
                *({"ansible.builtin.include_role": {"name": f"ory.hydra.{name}"}} for name in ("provision", "server")),
                *drift("not drift_result.drifted", "found.clients | length == 2"),
                {"ory.hydra.hydra_client": in_task},
                {"ory.hydra.hydra_clients": {"clients": [in_task, {**in_task, "client_id": "list"}]}},
                *filters(folder),
                {"ansible.builtin.include_role": {"name": "ory.hydra.smoke_test"}},
                refused("smoke_test", {"smoke_test_secret_file": "nowhere.txt"}, "no file nowhere.txt"),
                refused("smoke_test", {"smoke_test_lifspan": 1}, "did you mean smoke_test_lifespan?"),
                refused("snapshot", {"snapshot_file": "/x", "snapshot_key_sets": "a,b"}, "snapshot_key_sets must be"),
                {"ansible.builtin.file": {"path": str(folder / "finished"), "state": "touch", "mode": "0600"}},
            ],
        }
    ]
    (folder / "password").write_text("a password")
    (folder / "vars.yml").write_text(yaml.dump(variables, Dumper=_Dumper))
    (folder / "vaulted.yml").write_text(_encrypted(yaml.safe_dump({"smoke_test_audience": [], "from_a_file": True})))
    (folder / "play.yml").write_text(yaml.dump(play, Dumper=_Dumper, sort_keys=False))
    ran = ok(
        playbook.run(
            folder / "play.yml",
            {},
            collections=stand_in.collections,
            scratch=folder / "ansible",
            arguments=[
                *("-e", f"@{folder / 'vars.yml'}", "-e", f"@{folder / 'vaulted.yml'}", "-vvv"),
                *("--vault-password-file", str(folder / "password")),
            ],
            inline=program is None and not servers.WHOLE,
            program=program,
        )
    )
    assert (folder / "finished").exists(), ran.output[-6000:]
    assert [secret for secret in [*SECRETS.values(), KEY["d"], "a-vaulted-password"] if secret in ran.output] == []
    assert sorted(stand_in.clients()) == ["an id", "inline", "list", "task"]
    assert stand_in.clients()["list"]["client_name"] == BRACES
    written = yaml.safe_load((folder / "etc" / "hydra.yml").read_text())
    assert written["dsn"] == SECRETS["database"]
    assert written["secrets"] == {"system": [SECRETS["system"]]}
    assert written["log"] == {"level": "error"}
