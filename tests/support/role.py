# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One Hydra, one folder, and a way to run a role of the collection there as a user would."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import yaml
from cryptography.hazmat.primitives.asymmetric import ec

from support import playbook, servers
from support.playbook import Ran


def kinds() -> list[servers.Kind]:
    """Servers to run roles on: all real ones, and the stand-in as the newest release, before 2.0, and as the oldest.

    Clients have ids of the tests' choice, which Hydra 2.0.0 to 2.1.2 do not take.
    """
    found = servers.available(("26.2.0", "1.11.10", "1.0.0-rc.6"))
    return [kind for kind in found if not servers.chooses_ids(kind.version)]


@dataclass
class Stage:
    """One Hydra, one folder, and the collection.

    With ``inline``, plays run in one process (see ``support.inline``) unless everything is tested: the scenarios of
    molecule run every role as users do.
    """

    server: servers.Server
    collections: Path
    folder: Path
    inline: bool = True

    @property
    def connection(self) -> dict[str, str]:
        return {"admin_url": self.server.admin_url, "public_url": self.server.public_url}

    def play(
        self,
        play: Mapping[str, Any],
        variables: Mapping[str, Any] | None = None,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run a play of which everything but the hosts is given."""
        path = self.folder / "play.yml"
        path.write_text(yaml.safe_dump([{"name": "Test", "hosts": "localhost", "gather_facts": False, **play}]))
        return playbook.run(
            path,
            variables or {},
            collections=self.collections,
            scratch=self.folder / "ansible",
            arguments=arguments,
            extra_environment=environment,
            inline=self.inline and not servers.WHOLE,
        )

    def role(self, name: str, variables: Mapping[str, Any], *arguments: str) -> Ran:
        """Run a role with the connection to this server."""
        roles = [{"role": f"ory.hydra.{name}"}]
        return self.play({"roles": roles}, {"hydra_connection": self.connection, **variables}, *arguments)

    def get(self, path: str, **query: str) -> Any:
        """What the admin API answers, past the collection; None for 404."""
        reply = requests.get(f"{self.server.admin_url}{self.server.prefix}{path}", params=query, timeout=30)
        if reply.status_code == 404:
            return None
        reply.raise_for_status()
        return reply.json()

    def clients(self) -> dict[str, dict[str, Any]]:
        size = {"page_size": "500"} if self.server.prefix else {"limit": "500"}
        return {client["client_id"]: client for client in self.get("/clients", **size)}


def ok(ran: Ran, changed: bool | None = None) -> Ran:
    """Fail unless the play succeeded, and changed something or not."""
    assert ran.returncode == 0, ran.output[-6000:]
    if changed is not None:
        assert ("changed=0" not in ran.stdout.rpartition("PLAY RECAP")[2]) is changed, ran.output[-6000:]
    return ran


def tags(role: str) -> list[str]:
    """The tags that the README of a role names, the one for everything first."""
    (line,) = re.findall(r"^Tags: (.*)\.$", (playbook.ROOT / "roles" / role / "README.md").read_text(), re.MULTILINE)
    return [word.strip("`") for word in line.split(", ")]


def wire_secrets(*documents: Any) -> set[str]:
    """The texts in these documents that nobody may print."""
    found: set[str] = set()
    for document in documents:
        for name, value in document.items() if isinstance(document, dict) else enumerate(document):
            if isinstance(value, (dict, list)):
                found |= wire_secrets(value)
            elif name in ("client_secret", "d", "password", "api_token"):
                found.add(str(value))
    return found


def public_key(number: int) -> dict[str, str]:
    """A public key of its own (RFC 7517), from a point of P-256 that anybody can make."""
    point = ec.derive_private_key(number + 1, ec.SECP256R1()).public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(one.to_bytes(32, "big")).decode().rstrip("=") for one in (point.x, point.y))
    return {"kid": f"key-{number}", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "x": x, "y": y}
