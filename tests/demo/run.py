# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show what the collection does, on a Hydra that is found or started here. Run it with ``make demo``.

Looked for in this order: HYDRA_ADMIN_URL (with HYDRA_PUBLIC_URL) of a running one, binaries named in HYDRA_BINARIES,
``hydra`` on PATH, the official image where a container engine answers, and the stand-in of the tests.
Exit code 0 means that everything shown really happened.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "gates")]

import requests
import yaml
from progress import shown

from support import playbook, servers

ENVIRONMENT = playbook.ROOT / "examples" / "environment" / "environment.yml"
CLIENTS: list[dict[str, Any]] = yaml.safe_load(ENVIRONMENT.read_text())["provision_clients"]
TIMEOUT = 30.0  # seconds a request


class DemoError(Exception):
    """Something shown did not happen."""


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    say(f"\n\033[1m== {text}\033[0m" if sys.stdout.isatty() else f"\n== {text}")


@contextlib.contextmanager
def found() -> Iterator[tuple[servers.Server, bool]]:
    """A server, and whether it is somebody else's."""
    admin_url = os.environ.get("HYDRA_ADMIN_URL", "")
    if admin_url:
        say(f"Using the Hydra of HYDRA_ADMIN_URL: {admin_url}")
        yield servers.attach(admin_url, os.environ.get("HYDRA_PUBLIC_URL")), True
        return
    fetches = not servers.installed() and servers.container_engine()
    with shown("fetching the official image of Hydra, unless it is here") if fetches else contextlib.nullcontext():
        kind = servers.best()
    say(f"Found {kind.label}: {kind.source}" if kind.real else "Found no Hydra, so the stand-in of the tests is used")
    with contextlib.ExitStack() as stack:
        with shown(f"starting {kind.label}"):
            server = stack.enter_context(servers.start(kind=kind))
        yield server, False


def ansible_playbook(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run it, show what it prints while it does, and return its exit code and that."""
    command = [playbook.tool("ansible-playbook"), *arguments]
    lines = []
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line)
    return process.returncode, "".join(lines)


class Demo:
    def __init__(self, server: servers.Server, collections: Path, scratch: Path) -> None:
        self._server = server
        self._collections = collections
        self._scratch = scratch
        self._secrets = scratch / "secrets"
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy on the way to 127.0.0.1
        self._http.headers["Accept"] = "application/json"

    def run(self, *arguments: str, clients: list[dict[str, Any]] | None = None) -> str:
        """Run the playbook on the example, show what it prints, and return that."""
        connection = {"admin_url": self._server.admin_url}
        if self._server.public_url:
            connection["public_url"] = self._server.public_url
        variables: dict[str, Any] = {"hydra_connection": connection, "provision_secrets_dir": str(self._secrets)}
        if clients is not None:
            variables["provision_clients"] = clients
        file = self._scratch / "connection.json"
        file.write_text(json.dumps(variables))
        files = ["-e @environment.yml", *([] if clients is None else ["-e @absent.yml"])]
        say(" ".join(["$ ansible-playbook ory.hydra.provision", *files, *arguments]))
        environment = playbook.environment(self._collections, self._scratch)
        environment["ANSIBLE_CALLBACK_RESULT_FORMAT"] = "yaml"
        if sys.stdout.isatty():
            del environment["ANSIBLE_NOCOLOR"]
            environment["ANSIBLE_FORCE_COLOR"] = "1"
        given = ["-e", f"@{ENVIRONMENT}", "-e", f"@{file}"]
        code, output = ansible_playbook(["ory.hydra.provision", *given, *arguments], environment)
        if code:
            raise DemoError(f"ansible-playbook ended with {code}")
        return output

    def token(self) -> None:
        """Get a token as the client demo-billing does, and ask the server what it is worth."""
        url = f"{self._server.public_url}/oauth2/token"
        client_id = self._id_of("demo-billing")
        secret = (self._secrets / "demo-billing").read_text().strip()
        say(f"$ POST {url}  grant_type=client_credentials scope=orders.read, as {client_id} with its secret")
        form = {"grant_type": "client_credentials", "scope": "orders.read"}
        # The secret consists of characters that are the same form-urlencoded, as RFC 6749 section 2.3.1 asks for.
        reply = self._http.post(url, data=form, auth=(client_id, secret), timeout=TIMEOUT)
        document = reply.json()
        if reply.status_code != 200:
            raise DemoError(f"no token: {reply.status_code} {document}")
        token = document["access_token"]
        say(f"  {document['token_type']} token {token[:12]}..., expires in {document['expires_in']} s")
        url = f"{self._server.admin_url}{self._server.prefix}/oauth2/introspect"
        say(f"$ POST {url}")
        introspected = self._http.post(url, data={"token": token}, timeout=TIMEOUT).json()
        say(f"  {json.dumps({name: introspected.get(name) for name in ('active', 'client_id', 'scope')})}")
        if introspected.get("active") is not True or introspected.get("client_id") != client_id:
            raise DemoError("the token is not what it should be")

    def _id_of(self, client_id: str) -> str:
        """The id that the server knows a client of the example by: Hydra 2.0.0 to 2.1.2 choose it themselves."""
        client = next(one for one in CLIENTS if one["client_id"] == client_id)
        listed = self._http.get(self._server.clients_url, timeout=TIMEOUT).json()
        found = {one["client_id"]: one["client_name"] for one in listed}
        if client_id in found:
            return client_id
        return str(next(one for one, name in found.items() if name == client["client_name"]))


def expect(output: str, changed: bool) -> None:
    recap = output.rpartition("PLAY RECAP")[2]
    if ("changed=0" not in recap) is not changed:
        raise DemoError(f"expected changed to be {str(changed).lower()}")


def show(server: servers.Server, foreign: bool, scratch: Path) -> None:
    with playbook.collections_path() as collections:
        demo = Demo(server, collections, scratch)
        heading("1. What would happen?  (check mode, with the difference)")
        expect(demo.run("--check", "--diff"), True)
        heading("2. Do it")
        expect(demo.run(), True)
        heading("3. And again: nothing to do")
        expect(demo.run(), False)
        say("Nothing to do: all six are as the file says.")
        heading("4. A client really gets a token")
        if server.public_url:
            demo.token()
        else:
            say("Not shown: HYDRA_PUBLIC_URL is not set.")
        if foreign:
            heading("5. Remove what this demonstration made: it was not our server")
            named = [{name: client[name] for name in ("client_id", "client_name")} for client in CLIENTS]
            gone = [{**client, "state": "absent"} for client in named]
            expect(demo.run(clients=gone), True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Show what the collection does, on a Hydra that is found or started.")
    parser.parse_args()
    began = time.monotonic()
    try:
        with found() as (server, foreign), tempfile.TemporaryDirectory(prefix="ory hydra demo ") as scratch:
            what = "a real Ory Hydra" if server.real else "the stand-in of the tests, not a real Hydra"
            reported = server.reported_version or "no version"
            say(f"It is {what}; it says it is {reported}. Admin API: {server.admin_url}")
            say(f"The environment, to copy and change: {ENVIRONMENT.relative_to(playbook.ROOT)}")
            show(server, foreign, Path(scratch))
            say(f"\nDone in {time.monotonic() - began:.0f} s, on {server.label}.")
    except (DemoError, servers.ServerError, requests.RequestException) as error:
        say(f"\nThe demonstration failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
