# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every YAML example of the documentation as its reader would: in check mode, really, and again.

The examples of one document are run from the top to the bottom, on one stand-in: what one has created, the next may
change. What else an example presupposes is in ``GIVEN``. Check mode must write nothing and announce as many changes as
are then made, the second run must change nothing, and no run may warn; what is otherwise is in a table, with a reason.
A row of a table that no example needs any more fails a test.
"""

from __future__ import annotations

import contextlib
import getpass
import grp
import hashlib
import json
import os
import re
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conformance.api import Api
from conformance.browser import SECRET, Browser, ask_token, make_client, parameter

from stand_in import StandIn
from support import certificates, examples, issuer, playbook, servers
from support.examples import Example, Shape
from support.population import Population
from support.visitor import Visitor

DOCUMENTS = examples.documents()
ALL = {example.id: example for found in DOCUMENTS.values() for example in found}

#: What is not run, and why.
NOT_RUN = {
    "CONTRIBUTING.md: bugfixes": "a changelog fragment, which the gate changelog checks",
    "CONTRIBUTING.md: add object.playbook": "a changelog fragment",
    "README.md: collections": "a requirements.yml",
    "awx.rst: injectors": "a part of examples/awx/awx.yml",
    "examples/awx/README.md: billing_client_secret, hydra_secret_inputs, awx_registry, awx_webhook_url": (
        "variables of examples/awx/awx.yml, which needs an AWX"
    ),
    "examples/execution-environment/README.md: additional_build_files, dependencies": "for ansible-builder",
    "molecule.rst: Start the stand-in on free ports": "leaves a server running; the gate molecule runs the same task",
    "tests/stand_in/README.md: Start a Hydra to test against": "leaves a server running, on fixed ports",
    "tests/stand_in/README.md: Wait for it": "waits for the server of the example before",
}

#: Where a second run changes something, and why.
CHANGES_AGAIN = {
    **dict.fromkeys(
        (
            "hydra_consent_session: Revoke all consents of Alice, who is leaving",
            "hydra_login_session: Log Alice out in every browser",
            "hydra_login_session: Log Alice out in the browser that was stolen",
            "hydra_token_flush: Delete all access tokens of a client",
            "sessions.rst: Offboard a person",
        ),
        "Hydra does not tell whether there was anything to revoke",
    ),
    **dict.fromkeys(
        (
            "hydra_consent_request: Grant what the client requested from Alice",
            "hydra_login_request: Accept the login request for Alice",
            "hydra_login_request: Reject a login request",
            "hydra_logout_request: Accept the logout request of Alice",
            "hydra_request_info: Get a consent request",
            "hydra_device_request: Accept a device request with the code that the user entered",
            "sessions.rst: Accept a login in place of the login application",
        ),
        "Hydra does not remember that a request was answered",
    ),
    "hydra_client_secret: Rotate the secret now and return it, for a vault": "rotate=always",
    "secrets.rst: Replace a lost secret": "update_secret=always",
}

#: What changes nothing on purpose, although it is there to change something.
CHANGES_NOTHING = {
    "hydra_token_flush: Purge expired tokens of Hydra 1.x that were issued more than a day ago": "changed_when=false",
}

#: Where check mode does not announce as many changes as are then made, and why.
ANNOUNCES_OTHERS = {
    "secrets.rst: Hand over a generated secret": "there is no secret to hand over before it is generated",
    "sessions.rst: Accept a login in place of the login application": "no address to go on to before it is accepted",
    "roles/server/README.md: Run the Hydra server of the shop": "nothing is downloaded into a directory to be created",
}

#: Warnings that an example causes on purpose.
WARNS: dict[str, str] = {}

#: Versions of Hydra that examples need, or that their documents do; the newest release where nothing is said.
VERSIONS = {
    "hydra_client_secret": "26.3-dev",
    "hydra_client_secret: Replace the secret every 90 days; the old one stops working immediately": (
        servers.NEWEST_STAND_IN
    ),
    "hydra_token_flush: Purge expired tokens of Hydra 1.x that were issued more than a day ago": "1.11.10",
    "roles/client_secrets/README.md": "26.3-dev",
}

#: What stands in examples for what is here. The first that fits is taken.
PLACES: dict[str, Callable[[World], str]] = {
    "http://127.0.0.1:4445": lambda world: world.hydra.admin_url,
    "http://127.0.0.1:4444": lambda world: world.hydra.public_url,
    "https://downloads.example.com/hydra_26.2.0-linux_64bit.tar.gz": lambda world: world.archive.as_uri(),
    "https://auth.example.com": lambda world: world.hydra.public_url,
    "https://hydra-admin.example.com": lambda world: world.secure.admin_url,
    "https://hydra-admin.old.example.com": lambda world: world.hydra.admin_url,
    "https://hydra-admin.new.example.com": lambda world: world.second.admin_url,
    "https://ci.example.com/jwks.json": lambda world: f"{world.hydra.public_url}/.well-known/jwks.json",
    "/etc/": lambda world: f"{world.folder}/etc/",
    "/srv/": lambda world: f"{world.folder}/srv/",
}

#: Variables that keep a role for root inside the folder of a test. A play with ``become`` that has no row is not run.
INSTEAD_OF_ROOT: dict[str, Callable[[World], dict[str, Any]]] = {
    "roles/server/README.md: Run the Hydra server of the shop": lambda world: {
        **{f"server_{name}_dir": f"{world.folder}/{name}" for name in ("config", "state")},
        "server_home": f"{world.folder}/program",
        "server_unit_dir": f"{world.folder}/units",
        "server_user": getpass.getuser(),
        "server_group": grp.getgrgid(os.getgid()).gr_name,
        "server_create_user": False,
        "server_start": False,
        "server_dsn": f"sqlite://{world.folder.parent}/hydra.sqlite?_fk=true",
    },
    "roles/token_maintenance/README.md: Purge expired tokens": lambda world: {
        "token_maintenance_unit_dir": f"{world.folder}/units",
        "token_maintenance_program": f"{world.folder}/hydra",
        "token_maintenance_start": False,
    },
}

PARTNER = issuer.Key("RS256")
#: What the shop asks for.
ASKED = {"redirect_uri": "https://shop.example.com/callback", "scope": "openid offline_access"}
SHOP = {
    "client_id": "shop",
    "client_secret": SECRET,
    "redirect_uris": [ASKED["redirect_uri"]],
    "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    "response_types": ["code"],
    "scope": ASKED["scope"],
    "token_endpoint_auth_method": "client_secret_post",
}

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
    def server(self) -> servers.Server:
        return servers.Server(self.version, self.hydra.admin_url, self.hydra.public_url, real=False)

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
        environment = {"HOME": str(self.home), **self.environment}
        own = {name for row in example.content if isinstance(row, dict) for name in row.get("vars", {})}
        variables = {name: value for name, value in self.variables.items() if name not in own}
        if example.id in INSTEAD_OF_ROOT:
            variables |= {"ansible_become": False, **INSTEAD_OF_ROOT[example.id](self)}
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


# -- what examples presuppose ------------------------------------------------------------------------------------------

Given = Callable[[World], None]


def fresh(world: World) -> None:
    """Begin again with an empty server."""
    world.running.clear()


def clients(*documents: Mapping[str, Any]) -> Given:
    return lambda world: Population(world.server).create(dict(one) for one in documents)


def machine(client_id: str, **members: Any) -> dict[str, Any]:
    """A client that acts for itself."""
    return {"client_id": client_id, "client_secret": SECRET, "grant_types": ["client_credentials"], **members}


def consent(*subjects: str) -> Given:
    """Consents that the shop was granted."""

    def give(world: World) -> None:
        for subject in subjects:
            Visitor(world.server, subject).consent(SHOP, "openid offline_access")

    return give


def file(path: str, text: str, age: float = 0) -> Given:
    return lambda world: world.write(path, text, age)


def folder(path: str) -> Given:
    return lambda world: (world.folder / path).mkdir(parents=True, exist_ok=True)


def variables(**values: Any) -> Given:
    return lambda world: world.variables.update(values)


def key(set_name: str, kid: str) -> Given:
    """A key of a set, which its server signs with."""

    def give(world: World) -> None:
        jwk = {**issuer.Key("RS256").variables()["jwk"], "kid": kid, "use": "sig", "alg": "RS256"}
        reply = world.api.admin("PUT", f"/keys/{set_name}/{kid}", jwk)
        assert reply.status_code == 200, reply.text

    return give


def trusted(name: str, subject: str, kid: str) -> Given:
    """A trusted issuer."""

    def give(world: World) -> None:
        jwk = {**issuer.Key().variables()["public_jwk"], "kid": kid, "use": "sig", "alg": "ES256"}
        grant = {"issuer": name, "subject": subject, "scope": ["deploy"], "expires_at": "2030-01-01T00:00:00Z"}
        reply = world.api.admin("POST", "/trust/grants/jwt-bearer/issuers", {**grant, "jwk": jwk})
        assert reply.status_code == 201, reply.text

    return give


def know(world: World, name: str, value: str) -> None:
    """Let a value be known as a variable, and in the environment."""
    world.variables[name] = value
    world.environment[name.upper()] = value


def login_challenge(world: World) -> None:
    begun = Browser(world.api).begin("shop", **ASKED)
    know(world, "login_challenge", parameter(begun, "login_challenge"))


def consent_challenge(world: World) -> None:
    here = Browser(world.api).log_in("shop", "alice", **ASKED)
    know(world, "consent_challenge", parameter(here, "consent_challenge"))


def logout_challenge(world: World) -> None:
    browser = Browser(world.api)
    tokens = browser.tokens(make_client(world.api), "alice")
    here = browser.go("/oauth2/sessions/logout", id_token_hint=tokens["id_token"])
    know(world, "logout_challenge", parameter(here, "logout_challenge"))


def device_challenge(world: World) -> None:
    kind = "urn:ietf:params:oauth:grant-type:device_code"
    client_id = make_client(world.api, grant_types=[kind], token_endpoint_auth_method="none")
    begun = world.api.public("POST", "/oauth2/device/auth", {"client_id": client_id, "scope": "openid"}).json()
    here = Browser(world.api).go(begun["verification_uri"])
    know(world, "device_challenge", parameter(here, "device_challenge"))
    know(world, "user_code", begun["user_code"])


def token(name: str, client_id: str, scope: str = "") -> Given:
    """An access token that a client got for itself."""

    def give(world: World) -> None:
        reply = ask_token(world.api, client_id, grant_type="client_credentials", scope=scope)
        assert reply.status_code == 200, reply.text
        know(world, name, reply.json()["access_token"])

    return give


def token_of_a_person(name: str) -> Given:
    return lambda world: know(world, name, Browser(world.api).tokens(make_client(world.api), "alice")["access_token"])


def program(world: World) -> None:
    """A ``hydra``, alone and in an archive."""
    command = playbook.ROOT / "tests" / "support" / "hydra_command.py"
    world.write("hydra", f'#!/bin/sh\nexec "{sys.executable}" "{command}" "$@"\n')
    (world.folder / "hydra").chmod(0o755)
    with tarfile.open(world.archive, "w:gz") as tar:
        tar.add(world.folder / "hydra", "hydra")
    world.variables["hydra_checksum"] = hashlib.sha256(world.archive.read_bytes()).hexdigest()


def credential(world: World) -> None:
    """What a credential of AWX sets."""
    world.environment |= {"HYDRA_ADMIN_URL": world.hydra.admin_url, "HYDRA_PUBLIC_URL": world.hydra.public_url}


OLD_SECRET = file("etc/shop/oauth2-secret", SECRET, age=100)
SIGNING = "hydra.openid.id-token"

#: What examples presuppose, or all examples of a document.
GIVEN: dict[str, tuple[Given, ...]] = {
    "hydra_client_info": (clients(machine("my-app")),),
    "hydra_client_secret": (clients(SHOP, machine("billing")), OLD_SECRET),
    "hydra_client_secret: Replace the secret every 90 days; the old one stops working immediately": (
        clients(SHOP),
        OLD_SECRET,
    ),
    "hydra_clients: Manage applications with presets, and store their secrets in files": (fresh,),
    "hydra_clients: Set the connection for all tasks of a play in one place": (
        file(
            "project/clients.yml",
            "clients: [{client_id: spa, token_endpoint_auth_method: none}]\nvault_gateway_token: a-token\n",
        ),
    ),
    "hydra_consent_request": (clients(SHOP), consent_challenge),
    "hydra_consent_session": (clients(SHOP),),
    "hydra_consent_session_info": (clients(SHOP), consent("alice")),
    "hydra_device_request": (device_challenge,),
    "hydra_jwk_set: Remove the old key once everything that it signed has expired": (key(SIGNING, "rs256-2026-09"),),
    "hydra_jwk_sets": (
        file("etc/invoices/signing-key.pem", issuer.Key().variables()["pem"]),
        key("old-shop", "old"),
    ),
    "hydra_login_request": (clients(SHOP),),
    "hydra_login_request: Accept the login request for Alice": (login_challenge,),
    "hydra_login_request: Reject a login request": (login_challenge,),
    "hydra_logout_request": (logout_challenge,),
    "hydra_request_info": (clients(SHOP), consent_challenge),
    "hydra_token_flush": (clients(SHOP), token("leaked_token", "shop")),
    "hydra_token_info": (
        clients(machine("orders", scope="orders.read orders.write", token_endpoint_auth_method="client_secret_post")),
        token("access_token", "orders", "orders.read orders.write"),
    ),
    "hydra_trusted_issuer: Trust a robot with one of several keys": (key(SIGNING, "key-2026-11"),),
    "hydra_trusted_issuer: Stop trusting its old key": (trusted("https://ci.example.com", "robot", "key-2026-10"),),
    "role_errors": (variables(provision_clients=[]),),
    "awx.rst": (credential,),
    "connection.rst: Manage the same client on the selected server": (
        fresh,
        variables(target="test"),
    ),
    "entries.rst": (clients(machine("billing"), SHOP),),
    "many_clients.rst: Manage the clients of the shop with presets": (fresh,),
    "sessions.rst: Offboard a person": (clients(SHOP), consent("alice")),
    "sessions.rst: Handle a leaked token": (token_of_a_person("leaked_token"),),
    "sessions.rst: Accept a login in place of the login application": (login_challenge,),
    "signing_keys.rst: Rotate the key for ID tokens every three months": (fresh, key(SIGNING, "rs256-2026-09")),
    "signing_keys.rst: Rotate the key for ID tokens": (fresh, key(SIGNING, "rs256-2026-09")),
    "roles/client_secrets/README.md": (
        clients(SHOP, machine("billing")),
        *(file(f"etc/oauth2-secrets/{name}", SECRET, age=100) for name in ("shop", "billing")),
        *(folder(f"etc/{name}") for name in ("shop", "billing")),
        lambda world: world.write(
            "project/handover.yml",
            world.placed(ALL["roles/client_secrets/README.md: Copy the secret to the service"].text),
        ),
    ),
    "roles/client_secrets/README.md: Copy the secret to the service": (
        folder("etc/service"),
        file("new-secret", "new"),
        lambda world: world.variables.update(
            client_secrets_client="service", client_secrets_file=f"{world.folder}/new-secret"
        ),
    ),
    "roles/provision/README.md: provision_client_presets": (
        variables(provision_clients=[{"client_id": "report", "preset": "report", "client_secret": SECRET}]),
    ),
    "roles/server/README.md": (program, folder("units")),
    "roles/smoke_test/README.md": (
        clients(machine("billing", scope="invoices.write")),
        file("etc/billing/oauth2-secret", SECRET),
    ),
    "roles/token_maintenance/README.md": (program, folder("units")),
}


# -- the runs ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> certificates.Certificates:
    return certificates.make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def world(collections: Path, authority: certificates.Certificates, tmp_path: Path) -> Iterator[World]:
    with contextlib.ExitStack() as stack:
        made = World(stack, collections, authority, tmp_path / "a folder")
        for folder in (made.home, made.project, made.folder / "run" / "remote"):
            folder.mkdir(parents=True)
        local = "ansible_connection=local ansible_python_interpreter='{{ ansible_playbook_python }}'"
        made.write("hosts", f"localhost {local}\nauth {local}\n")
        made.write("etc/ssl/example-ca.pem", authority.ca.read_text())
        made.write("etc/ssl/ansible.pem", authority.client.read_text())
        made.write("etc/ssl/ansible.key", authority.client_key.read_text())
        for name in ("idp", "new"):
            made.write(f"project/{name}.pem", issuer.Key().variables()["public_pem"])
        made.write("project/ci-public.jwk.json", json.dumps(issuer.Key().variables()["public_jwk"]))
        yield made


def changes(ran: playbook.Ran) -> int:
    return sum(int(number) for number in re.findall(r"\bchanged=(\d+)", ran.stdout.rpartition("PLAY RECAP")[2]))


def only_reads(example: Example) -> bool:
    """Whether nothing of it is there to change something."""
    if example.shape is Shape.ROLE:
        return False
    reading = ("_info", ".assert", ".debug", ".file", ".env", ".smoke_test", ".role_errors")
    return all(name.endswith(reading) for name in example.modules)


def problems(world: World, example: Example) -> Iterator[str]:
    """What is wrong with an example."""
    if "become: true" in example.text and example.id not in INSTEAD_OF_ROOT:
        yield "it needs root: say in INSTEAD_OF_ROOT where it writes"
        return
    for step in example.steps or [""]:
        for problem in problems_of_a_step(world, example, ["--tags", step] if step else []):
            yield f"{step}: {problem}" if step else problem


def problems_of_a_step(world: World, example: Example, arguments: list[str]) -> Iterator[str]:
    counts = []
    for run in ("check mode", "the real run", "the second run"):
        world.hydra.read_only = run == "check mode"
        ran = world.run(example, *arguments, *(["--check"] if world.hydra.read_only else []))
        world.hydra.read_only = False
        counts.append(changes(ran))
        if run == "check mode":
            missing = [line for line in example.output.splitlines() if line not in ["...", *ran.stdout.splitlines()]]
            if missing:
                yield f"{run} does not print {missing}"
        if ran.returncode:
            yield f"{run} fails:\n{ran.output[-4000:]}"
            return
        expected = WARNS.get(example.id)
        for complaint in ran.complaints:
            if not (expected and re.search(expected, complaint)):
                yield f"{run} warns: {complaint}"
    announced, made, again = counts
    if (announced != made) is not (example.id in ANNOUNCES_OTHERS):
        yield f"check mode announces {announced} changes, and {made} are made"
    if (made > 0) is (only_reads(example) or example.id in CHANGES_NOTHING):
        yield f"{made} changes are made"
    if (again > 0) is not (example.id in CHANGES_AGAIN):
        yield f"{again} changes are made by the second run"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_of(document: str, world: World) -> None:
    found = []
    for number, example in enumerate(DOCUMENTS[document]):
        if example.id in NOT_RUN:
            continue
        world.version = VERSIONS.get(example.id) or VERSIONS.get(document) or servers.NEWEST_STAND_IN
        for give in (() if number else GIVEN.get(document, ())) + GIVEN.get(example.id, ()):
            give(world)
        found += [f"{example.id}: {problem}" for problem in problems(world, example)]
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)


def test_no_row_of_a_table_is_stale() -> None:
    tables: list[Mapping[str, object]] = [
        NOT_RUN, CHANGES_AGAIN, CHANGES_NOTHING, ANNOUNCES_OTHERS, WARNS, VERSIONS, INSTEAD_OF_ROOT, GIVEN,
    ]  # fmt: skip
    assert [row for table in tables for row in table if row not in {*ALL, *DOCUMENTS}] == []
    texts = "".join(example.text for example in ALL.values())
    known = [*PLACES, *VARIABLES, *ENVIRONMENT]
    assert [name for name in known if name not in texts] == []


@pytest.mark.parametrize("example", [one for one in ALL.values() if one.id not in NOT_RUN], ids=lambda one: one.id)
def test_every_example_is_understood(example: Example) -> None:
    assert example.shape is not Shape.OTHER, "say how it is run, or in NOT_RUN why it is not"
    json.dumps(example.content)  # a time that is not quoted would be converted by YAML


def test_every_block_of_yaml_is_found() -> None:
    begins = re.compile(r"^ *(?:```|\.\. code-block:: |EXAMPLES = )(?:ya?ml|r?\"\"\")", re.MULTILINE)
    for path, blocks in examples.blocks_of_documents().items():
        assert len(begins.findall(path.read_text())) == sum(kind in examples.LANGUAGES for kind, _text in blocks), path


def test_tasks_that_belong_together_are_one_example() -> None:
    text = """
- name: Ask
  ory.hydra.hydra_server_info:
  register: server

- name: Answer
  ansible.builtin.debug:
    var: server

- name: Ask the server for something else
  ory.hydra.hydra_client_info:
"""
    found = examples.examples_of("document", [("yaml", text), ("console", "$ true"), ("ansible-output", "ok")])
    assert [(one.name, len(one.content), one.output) for one in found] == [
        ("Ask", 2, ""),
        ("Ask the server for something else", 1, "ok"),
    ]
