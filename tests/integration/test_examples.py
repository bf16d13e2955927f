# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every YAML example of the documentation as its reader would: in check mode, really, and again.

The examples of one document are run from the top to the bottom, on one stand-in: what one has created, the next may
change. What else an example presupposes is in given.py, and what it meets in world.py. Check mode must write nothing
and announce as many changes as are then made, the second run must change nothing, and no run may warn; what is
otherwise is in a table, with a reason. A row of a table that no example needs any more fails a test.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from integration.given import ALL, DOCUMENTS, GIVEN
from integration.world import ENVIRONMENT, INSTEAD_OF_ROOT, PLACES, VARIABLES, World

from support import certificates, examples, issuer, playbook, servers
from support.examples import Example, Shape

#: What is not run, and why.
NOT_RUN = {
    "CONTRIBUTING.md: bugfixes": "a changelog fragment, which the gate changelog checks",
    "CONTRIBUTING.md: add object.playbook": "a changelog fragment",
    "README.md: collections": "a requirements.yml",
    "access_token: Get the orders of the shop": "there is no such API; the other example obtains a token as well",
    "awx.rst: injectors": "a part of examples/awx/awx.yml",
    "examples/awx/README.md: billing_client_secret, hydra_secret_inputs, awx_registry, awx_webhook_url": (
        "variables of examples/awx/awx.yml, which needs an AWX"
    ),
    "examples/execution-environment/README.md: additional_build_files, dependencies": "for ansible-builder",
    "molecule.rst: Start the stand-in": "for Molecule; the gate package runs the same task in examples/molecule",
    "molecule.rst: all": "an inventory",
    **dict.fromkeys(
        (
            "needs_restart: Get the time of the configuration file",
            "needs_restart: Enable the service",
        ),
        "they need a systemd that runs; the tests of the roles server and token_maintenance run the same",
    ),
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
    **dict.fromkeys(
        (
            "from_command_line.rst: Manage the clients that scripts managed",
            "from_maester.rst: Manage the clients that hydra-maester managed",
            "from_terraform.rst: Manage the clients that Terraform managed",
            "to_clients: Compare the clients of a Terraform state with the server, without their secrets",
            "to_clients: Manage the clients of hydra-maester, with their secrets",
        ),
        "another tool has created these clients, and nothing is left to do",
    ),
    **dict.fromkeys(
        (
            "drift: Compare a list with a server",
            "drift.rst: Look for drift",
            "roles/drift/README.md: Look for changes that were made by hand",
        ),
        "it only compares",
    ),
}

#: Where check mode does not announce as many changes as are then made, and why.
ANNOUNCES_OTHERS = {
    "secrets.rst: Hand over a generated secret": "there is no secret to hand over before it is generated",
    "sessions.rst: Accept a login in place of the login application": "no address to go on to before it is accepted",
    **dict.fromkeys(
        ("roles/server/README.md: Run the Hydra server of the shop", "nodes.rst: Run the nodes of Hydra"),
        "nothing is downloaded into a directory to be created",
    ),
}

#: Versions of Hydra that examples need, or that their documents do; the newest release where nothing is said.
VERSIONS = {
    "hydra_client_secret": "26.3-dev",
    "hydra_client_secret: Replace the secret every 90 days; the old one stops working immediately": (
        servers.NEWEST_STAND_IN
    ),
    "hydra_token_flush: Purge expired tokens of Hydra 1.x that were issued more than a day ago": "1.11.10",
    "roles/client_secrets/README.md": "26.3-dev",
}


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
    reading = ("_info", ".assert", ".debug", ".file", ".env", ".smoke_test", ".role_errors", ".access_token")
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
        yield from (f"{run} warns: {complaint}" for complaint in ran.complaints)
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
        NOT_RUN, CHANGES_AGAIN, CHANGES_NOTHING, ANNOUNCES_OTHERS, VERSIONS, INSTEAD_OF_ROOT, GIVEN,
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
