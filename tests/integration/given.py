# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples of the documentation presuppose, such as a client, a file or a login that has begun."""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from collections.abc import Callable, Mapping
from typing import Any

from conformance.browser import SECRET, Browser, ask_token, make_client, parameter
from integration.world import World

from support import examples, issuer, playbook, tools
from support.population import Population
from support.visitor import Visitor

DOCUMENTS = examples.documents()
ALL = {example.id: example for found in DOCUMENTS.values() for example in found}

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


Given = Callable[[World], None]


def fresh(world: World) -> None:
    """Begin again with an empty server."""
    world.running.clear()


def clients(*documents: Mapping[str, Any]) -> Given:
    return lambda world: Population(world.server).create(dict(one) for one in documents)


def machine(client_id: str, **members: Any) -> dict[str, Any]:
    """A client that acts for itself."""
    return {"client_id": client_id, "client_secret": SECRET, "grant_types": ["client_credentials"], **members}


def moved(sample: str, path: str) -> Given:
    """What another tool has written, and the clients that it has created."""

    def give(world: World) -> None:
        world.write(path, tools.sample(sample))
        Population(world.server).create(tools.sent(sample))

    return give


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


def without(name: str) -> Given:
    """Forget a variable that an example before was given."""
    return lambda world: world.variables.pop(name, None)


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


def automation(world: World) -> None:
    """Clients for which the modules themselves obtain access tokens, with a secret and with a key."""
    signing = issuer.Key()
    world.write("etc/pipeline/key.pem", signing.variables()["pem"])
    jwk = {**signing.variables()["public_jwk"], "kid": "pipeline-2026", "use": "sig", "alg": "ES256"}
    by_key = {
        "client_id": "pipeline",
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [jwk]},
    }
    Population(world.sso).create([machine("automation", scope="hydra.admin"), by_key])


def background(world: World) -> None:
    """Folders for a job of Ansible's: it finds none whose name has a space in it, nor one of another home."""
    for name in ("ansible_remote_tmp", "ansible_async_dir"):
        world.variables[name] = str(world.folder.parent / name)


OLD_SECRET = file("etc/shop/oauth2-secret", SECRET, age=100)
SHOP_FILE = file("srv/shop/clients.json", '[{"client_id": "kiosk", "token_endpoint_auth_method": "none"}]')
SIGNING = "hydra.openid.id-token"
APP = file("project/app.pem", issuer.Key().variables()["pem"])

#: What examples presuppose, or all examples of a document.
GIVEN: dict[str, tuple[Given, ...]] = {
    "access_token: Introspect a token at the server that issued it": (
        lambda world: Population(world.sso).create([machine("orders")]),
    ),
    "hydra_client_info": (clients(machine("my-app")),),
    "hydra_client_secret": (clients(SHOP, machine("billing")), OLD_SECRET),
    "hydra_client_secret: Replace the secret every 90 days; the old one stops working immediately": (
        clients(SHOP),
        OLD_SECRET,
    ),
    "hydra_clients: Manage applications with presets, and store their secrets in files": (fresh,),
    "hydra_clients: Manage thousands of clients from a file that Ansible does not have to process": (
        file(
            "srv/hydra/clients.json",
            '[{"client_id": "app-1", "token_endpoint_auth_method": "none"}]',
        ),
    ),
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
    "hydra_jwk_sets: Manage the key sets from a file": (
        file("srv/hydra/key-sets.json", '[{"set": "orders", "alg": "ES256"}]'),
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
    "jwk_thumbprint": (APP,),
    "jwk_to_pem": (key(SIGNING, "rs256-2026-09"),),
    "jwks": (APP,),
    "pem_to_jwk": (APP,),
    "to_clients": (
        moved("terraform_svrakitin.json", "project/terraform.tfstate"),
        moved("maester.yml", "project/maester.yml"),
        file("project/shop.json", json.dumps({**SHOP, "client_secret": None})),
    ),
    "hydra_trusted_issuer: Trust a robot with one of several keys": (key(SIGNING, "key-2026-11"),),
    "hydra_trusted_issuer: Stop trusting its old key": (trusted("https://ci.example.com", "robot", "key-2026-10"),),
    "hydra_trusted_issuers: Manage trusted issuers from a file": (
        file(
            "srv/hydra/issuers.json",
            json.dumps(
                [
                    {
                        "issuer": "https://partner.example.com",
                        "subject": "robot",
                        "scope": ["deploy"],
                        "expires_at": "2040-01-01T00:00:00Z",
                        "jwk": issuer.Key().variables()["public_jwk"],
                    }
                ]
            ),
        ),
    ),
    "role_errors": (variables(provision_clients=[]),),
    "audit.rst": (folder("srv/reports"),),
    "awx.rst": (credential,),
    "drift_report": (folder("srv/reports"),),
    "connection.rst: Manage clients with access tokens": (automation,),
    "connection.rst: Manage the same client on the selected server": (
        fresh,
        variables(target="test"),
    ),
    "entries.rst": (clients(machine("billing"), SHOP),),
    "from_command_line.rst": (
        moved("cli_list.json", "project/clients.json"),
        variables(vault_client_secrets={"cli-shop": SECRET, "cli-billing": SECRET}),
    ),
    "from_maester.rst": (moved("maester.yml", "project/maester.yml"),),
    "from_terraform.rst": (moved("terraform_svrakitin.json", "project/terraform.tfstate"),),
    "many_clients.rst: Manage the clients of the shop with presets": (fresh,),
    "many_clients.rst: Manage the clients of the shop from a file": (SHOP_FILE,),
    "many_clients.rst: Manage the clients of the shop in the background": (
        fresh,
        SHOP_FILE,
        background,
    ),
    "sessions.rst: Offboard a person": (clients(SHOP), consent("alice")),
    "sessions.rst: Handle a leaked token": (token_of_a_person("leaked_token"),),
    "sessions.rst: Accept a login in place of the login application": (login_challenge,),
    "signing_keys.rst: Rotate the key for ID tokens every three months": (fresh, key(SIGNING, "rs256-2026-09")),
    "signing_keys.rst: Rotate the key for ID tokens": (fresh, key(SIGNING, "rs256-2026-09")),
    "roles/audit/README.md": (folder("srv/reports"),),
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
    "nodes.rst": (program, folder("units")),
    "roles/provision/README.md: provision_clients_file, provision_owner, provision_prune": (
        without("provision_clients"),
        file(
            "srv/shop/clients.json",
            '{"provision_clients": [{"client_id": "kiosk", "token_endpoint_auth_method": "none"}]}',
        ),
    ),
    "roles/server/README.md": (program, folder("units")),
    "roles/smoke_test/README.md": (
        clients(machine("billing", scope="invoices.write")),
        file("etc/billing/oauth2-secret", SECRET),
    ),
    "roles/stand_in/README.md": (file("srv/test/snapshot.yml", "provision_clients:\n  - client_id: shop\n"),),
    "roles/token_maintenance/README.md": (program, folder("units")),
}
