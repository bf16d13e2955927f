# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the examples of a document meet where they are run: servers, files, variables and an environment."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.api import Api
from conformance.browser import SECRET

from hydra_stand_in import StandIn
from support import certificates, issuer, playbook, servers
from support.examples import Example, Shape
from support.proxy import Proxy

#: What stands in examples for what is here. The first that fits is taken.
PLACES: dict[str, Callable[[World], str]] = {
    "http://127.0.0.1:4445": lambda world: world.hydra.admin_url,
    "http://127.0.0.1:4444": lambda world: world.hydra.public_url,
    "https://downloads.example.com/hydra_26.2.0-linux_64bit.tar.gz": lambda world: world.archive.as_uri(),
    "https://auth.example.com": lambda world: world.hydra.public_url,
    "https://sso.example.com": lambda world: world.second.public_url,
    "https://hydra-admin.example.com": lambda world: world.secure.admin_url,
    "https://hydra-admin.old.example.com": lambda world: world.hydra.admin_url,
    "https://hydra-admin.new.example.com": lambda world: world.second.admin_url,
    "https://ci.example.com/jwks.json": lambda world: f"{world.hydra.public_url}/.well-known/jwks.json",
    "https://my-project.projects.oryapis.com": lambda world: world.gateway.admin_url,
    "unix:///run/hydra/admin.sock": lambda world: world.local.admin_url,
    "unix:///run/hydra/public.sock": lambda world: world.local.public_url,
    "/etc/": lambda world: f"{world.folder}/etc/",
    "/srv/": lambda world: f"{world.folder}/srv/",
}


def _server_of_a_user(world: World) -> dict[str, Any]:
    """What keeps the role ``server`` inside the folder of a test."""
    return {
        **{f"server_{name}_dir": f"{world.folder}/{name}" for name in ("config", "state")},
        "server_home": f"{world.folder}/program",
        "server_unit_dir": f"{world.folder}/units",
        "server_user": getpass.getuser(),
        "server_group": grp.getgrgid(os.getgid()).gr_name,
        "server_create_user": False,
        "server_start": False,
        "server_backup_command": ["true"],
        "server_dsn": f"sqlite://{world.folder.parent}/hydra.sqlite?_fk=true",
    }


#: Variables that keep a role for root inside the folder of a test. A play with ``become`` that has no row is not run.
INSTEAD_OF_ROOT: dict[str, Callable[[World], dict[str, Any]]] = {
    "connection.rst: Manage clients through Unix sockets": lambda world: {},
    "roles/server/README.md: Run the Hydra server of the shop": _server_of_a_user,
    "nodes.rst: Run the nodes of Hydra": _server_of_a_user,
    "roles/token_maintenance/README.md: Purge expired tokens": lambda world: {
        "token_maintenance_unit_dir": f"{world.folder}/units",
        "token_maintenance_program": f"{world.folder}/hydra",
        "token_maintenance_start": False,
    },
}

PARTNER = issuer.Key("RS256")

#: Variables that examples take from a vault or from elsewhere.
VARIABLES = {
    "vault_my_service_secret": "a-secret-of-a-service",
    "vault_shop_secret": SECRET,
    "vault_partner_key": PARTNER.variables()["encrypted_pem"],
    "vault_partner_passphrase": PARTNER.passphrase,
    "vault_hydra_password": "a-password-of-a-database",
    "vault_hydra_system_secrets": ["a-secret-of-the-system-0123456789"],
    "shop_secret_of_yesterday": SECRET,
}

#: Environment variables that examples read.
ENVIRONMENT = {
    "SHOP_SECRET": SECRET,
    "REPORTS_SECRET": "a-secret-of-reports",
    "BILLING_SECRET": "a-secret-of-billing",
    "INVOICES_SECRET": "a-secret-of-invoices",
    "GATEWAY_TOKEN": "a-token-of-a-gateway",
    "ORY_PROJECT_API_KEY": "a-key-of-a-project",
    "AUTOMATION_SECRET": SECRET,
}


@dataclass
class World:
    """What the examples of one document meet: servers, a folder for all files, variables and an environment."""

    stack: contextlib.ExitStack
    collections: Path
    authority: certificates.Certificates
    folder: Path
    version: str = servers.NEWEST_STAND_IN
    variables: dict[str, Any] = field(default_factory=lambda: dict(VARIABLES))
    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))
    running: dict[str, StandIn] = field(default_factory=dict)
    proxy: Proxy | None = None

    def _start(self, name: str, version: str, **options: Any) -> StandIn:
        if name not in self.running:
            self.running[name] = self.stack.enter_context(StandIn(version, **options))
        return self.running[name]

    @property
    def hydra(self) -> StandIn:
        return self._start(self.version, self.version)

    @property
    def second(self) -> StandIn:
        return self._start("second", self.version)

    @property
    def secure(self) -> StandIn:
        """One that speaks TLS, with a certificate of an authority that only an option makes known."""
        return self._start("secure", self.version, tls=self.authority.server_context())

    @property
    def local(self) -> StandIn:
        """One on sockets, in a folder whose path is short enough for them."""
        if "local" not in self.running:
            folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="hydra-", dir="/tmp")))
            sockets = {f"{api}_socket": folder / f"{api}.sock" for api in ("admin", "public")}
            self._start("local", self.version, **sockets)
        return self.running["local"]

    @property
    def gateway(self) -> Proxy:
        """Both APIs at one address, as on Ory Network, which keeps back the version and the health."""
        if self.proxy is None:
            proxy = Proxy(self.hydra.admin_url, self.hydra.public_url, one_address=True)
            self.proxy = self.stack.enter_context(proxy)
            self.proxy.fault("status", status=404, times=-1, path="/(version|health/.*)")
        return self.proxy

    @property
    def without_blanks(self) -> dict[str, str]:
        """Paths without a blank, as the wrapper of Ansible's async tasks needs them."""
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="hydra-", dir="/tmp")))
        (folder / "environment").symlink_to(sys.prefix, target_is_directory=True)
        python = folder / "environment" / Path(sys.executable).relative_to(sys.prefix)
        return {
            "ansible_python_interpreter": str(python),
            "ansible_remote_tmp": str(folder / "remote"),
            "ansible_async_dir": str(folder / "async"),
        }

    @property
    def server(self) -> servers.Server:
        return servers.Server(self.version, self.hydra.admin_url, self.hydra.public_url, real=False)

    @property
    def sso(self) -> servers.Server:
        """A server of other people, which issues access tokens."""
        return servers.Server(self.version, self.second.admin_url, self.second.public_url, real=False)

    @property
    def api(self) -> Api:
        return Api(self.server)

    @property
    def project(self) -> Path:
        """Where the playbooks are."""
        return self.folder / "project"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def archive(self) -> Path:
        """What Hydra is installed from."""
        return self.folder / "hydra_26.2.0-linux_64bit.tar.gz"

    def write(self, path: str, text: str, age: float = 0) -> None:
        """Write a file; ``age`` is in days."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(text)
        then = time.time() - age * 86400
        os.utime(file, (then, then))

    def placed(self, text: str) -> str:
        """An example with the addresses and paths of this world; the folders of its files are made."""
        pattern = "|".join(re.escape(place) + r"(?![\w.-])" * place[-1].isalnum() for place in PLACES)
        text = re.sub(rf"(?<![\w.]){pattern}", lambda found: PLACES[found.group()](self), text)
        for path in re.findall(rf"{re.escape(str(self.folder))}/[^\s\"'{{}}]*", text):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        return text

    def run(self, example: Example, *arguments: str) -> playbook.Ran:
        """Run an example with ansible-playbook."""
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # hydra-stand-in among them
        environment = {"HOME": str(self.home), "PATH": programs, **self.environment}
        own = {name for row in example.content if isinstance(row, dict) for name in row.get("vars", {})}
        variables = {name: value for name, value in self.variables.items() if name not in own}
        if example.id in INSTEAD_OF_ROOT:
            variables |= {"ansible_become": False, **INSTEAD_OF_ROOT[example.id](self)}
        if "async:" in example.text:
            variables |= self.without_blanks
        path = self.project / "example.yml"
        if example.shape is Shape.ROLE:
            path.write_text(self.placed(example.text))
            started, arguments = f"ory.hydra.{example.role}", ("--extra-vars", f"@{path}", *arguments)
        else:
            path.write_text(self.placed(example.playbook))
            started = str(path)
        if example.shape is not Shape.PLAYS:
            environment |= {"HYDRA_ADMIN_URL": self.hydra.admin_url, "HYDRA_PUBLIC_URL": self.hydra.public_url}
        return playbook.run(
            started, variables, collections=self.collections, scratch=self.folder / "run",
            arguments=["--inventory", str(self.folder / "hosts"), "--diff", *arguments],
            extra_environment=environment, inline=not servers.WHOLE,
        )  # fmt: skip
