# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``provision``: presets, what belongs to a list, secrets, and how long it takes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from support import playbook, servers
from support.population import Population
from support.role import Stage, ok, public_key, tags

HTTPS = {"redirect_uris": ["https://app.example.com/callback"]}

#: What each preset comes to on a server: grant types, response types, authentication.
PRESETS = {
    "web": (["authorization_code", "refresh_token"], ["code"], "client_secret_basic"),
    "spa": (["authorization_code", "refresh_token"], ["code"], "none"),
    "native": (["authorization_code", "refresh_token"], ["code"], "none"),
    "machine": (["client_credentials"], [], "client_secret_basic"),
    "device": (["refresh_token", "urn:ietf:params:oauth:grant-type:device_code"], [], "none"),
    "federated": (["urn:ietf:params:oauth:grant-type:jwt-bearer"], [], "private_key_jwt"),
}
KEY = {
    "kid": "partner", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
    "x": "wBi3YyvqRP6CqYaAtQvYR9MX21_Sxutn63Qn1fZ3GzU", "y": "OWSMbeJbWXQamVGvGs4Dt0jS3WbMJ3oREWpgHrBOKJo",
}  # fmt: skip


def test_presets_and_secrets_on_every_server(stage: Stage) -> None:
    folder = stage.folder / "secrets"
    clients: list[dict[str, Any]] = [{"client_id": name, "preset": name} for name in PRESETS]
    for client in clients[:3]:
        client |= HTTPS
    clients[-1] |= {"jwks": {"keys": [KEY]}}
    clients += [
        {"client_id": "given", "preset": "machine", "client_secret": "a secret that was given: 1+1=%32"},
        {"client_id": "other", "preset": "web", "token_endpoint_auth_method": "client_secret_post", **HTTPS},
        {"client_id": "plain", "token_endpoint_auth_method": "none"},
        {"client_id": "gone", "state": "absent"},
    ]
    variables = {"provision_clients": clients, "provision_secrets_dir": str(folder)}
    checked = ok(stage.role("provision", variables, "--check", "--diff", "-vvv"), changed=True)
    assert stage.clients() == {}
    assert not folder.exists()
    done = ok(stage.role("provision", variables, "--diff", "-vvv"), changed=True)
    again = ok(stage.role("provision", variables, "--diff", "-vvv"), changed=False)
    ok(stage.role("provision", variables, "--check"), changed=False)
    found = stage.clients()
    for name, (grant_types, response_types, method) in PRESETS.items():
        assert sorted(found[name]["grant_types"]) == grant_types
        assert (found[name]["response_types"] or []) == response_types
        assert found[name]["token_endpoint_auth_method"] == method
    assert found["other"]["token_endpoint_auth_method"] == "client_secret_post"
    assert "gone" not in found
    assert sorted(path.name for path in folder.iterdir()) == ["machine", "other", "web"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    secrets = {path.read_text() for path in folder.iterdir()} | {clients[6]["client_secret"]}
    for ran in (checked, done, again):
        assert [secret for secret in secrets if secret in ran.output] == []


def test_lists_in_files(stand_in: Stage) -> None:
    """They do what the lists do: with defaults, marks, secrets and pruning, as JSON and as variables in YAML."""
    clients = stand_in.folder / "clients.json"
    rest = stand_in.folder / "rest.yml"
    issuer = {"issuer": "https://idp.example.com", "subject": "robot", "scope": ["deploy"], "jwk": public_key(1),
              "expires_at": "2040-01-01T00:00:00Z"}  # fmt: skip
    rest.write_text(
        f"provision_key_sets: [{{set: shop, alg: ES256}}]\nprovision_issuers: [{json.dumps(issuer)}]\n"
        "hydra_connection: {admin_url: 'https://ignored.example.com', password: elsewhere-secret}\n"
    )
    variables = {
        "provision_clients_file": str(clients),
        "provision_key_sets_file": str(rest),
        "provision_issuers_file": str(rest),
        "provision_mark": {"list": "one"},
        "provision_prune": True,
        "provision_secrets_dir": str(stand_in.folder / "secrets"),
    }
    clients.write_text(json.dumps([{"client_id": name, "preset": "machine"} for name in ("a", "b")]))
    checked = ok(stand_in.role("provision", variables, "--check", "--diff", "-vvv"), changed=True)
    assert stand_in.clients() == {}
    done = ok(stand_in.role("provision", variables, "--diff", "-vvv"), changed=True)
    assert {name: one["metadata"] for name, one in stand_in.clients().items()} == dict.fromkeys("ab", {"list": "one"})
    assert len(stand_in.get("/trust/grants/jwt-bearer/issuers")) == 1
    assert stand_in.get("/keys/shop")["keys"][0]["alg"] == "ES256"
    secrets = [path.read_text() for path in (stand_in.folder / "secrets").iterdir()]
    assert len(secrets) == 2
    assert not [text for text in (*secrets, "elsewhere-secret") for ran in (checked, done) if text in ran.output]
    clients.write_text(json.dumps([{"client_id": "a", "preset": "machine"}]))
    ok(stand_in.role("provision", variables), changed=True)
    assert sorted(stand_in.clients()) == ["a"]
    clients.write_text("[]")
    assert "prune_empty" in stand_in.role("provision", variables).output
    assert sorted(stand_in.clients()) == ["a"]


def test_a_person_can_read_and_change_a_preset(stand_in: Stage) -> None:
    variables = {
        "provision_clients": [
            {"client_id": "a", "preset": "web", "metadata": {"own": 1}, **HTTPS},
            {"client_id": "b", "preset": "kiosk"},
        ],
        "provision_client_presets": {
            "web": {"skip_consent": True, "token_endpoint_auth_method": "none"},
            "kiosk": {"token_endpoint_auth_method": "none", "grant_types": []},
        },
        "provision_client_defaults": {
            "contacts": ["us@example.com"],
            "metadata": {"team": "shop"},
            "skip_consent": False,
        },
        "provision_owner": "shop",
        "provision_mark": {"list": "one"},
    }
    ok(stand_in.role("provision", variables), changed=True)
    found = stand_in.clients()
    assert found["a"]["skip_consent"] is True
    assert found["a"]["grant_types"] == ["authorization_code", "refresh_token"]
    assert found["a"]["metadata"] == {"own": 1, "team": "shop", "list": "one"}
    assert found["b"]["grant_types"] == []
    assert {(client["owner"], *client["contacts"]) for client in found.values()} == {("shop", "us@example.com")}


def test_what_is_not_named_is_left_or_set_back(stand_in: Stage) -> None:
    client = {"client_id": "a", "preset": "spa", **HTTPS}
    ok(stand_in.role("provision", {"provision_clients": [{**client, "client_name": "A"}]}), changed=True)
    ok(stand_in.role("provision", {"provision_clients": [client]}), changed=False)
    assert stand_in.clients()["a"]["client_name"] == "A"
    ok(stand_in.role("provision", {"provision_clients": [client], "provision_exhaustive": True}), changed=True)
    assert stand_in.clients()["a"]["client_name"] == ""


def test_pruning_takes_what_the_list_owns(stand_in: Stage) -> None:
    def run(*ids: str, **more: Any) -> Any:
        clients = [{"client_id": name, "token_endpoint_auth_method": "none"} for name in ids]
        return stand_in.role("provision", {"provision_clients": clients, **more}, "--diff")

    mark = {"provision_mark": {"list": "one"}}
    ok(run("foreign"))
    ok(run("a", "b", **mark))
    ok(run("a", **mark), changed=False)
    prune = {**mark, "provision_prune": True}
    assert "client b" in ok(run("a", **prune), changed=True).stdout
    assert sorted(stand_in.clients()) == ["a", "foreign"]
    refused = run(**prune)
    assert refused.returncode == 2
    assert "prune_empty" in refused.output
    unscoped = run("a", provision_prune=True)
    assert unscoped.returncode == 2
    assert sorted(stand_in.clients()) == ["a", "foreign"]
    ok(run(**prune, provision_prune_empty=True), changed=True)
    assert sorted(stand_in.clients()) == ["foreign"]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"provision_clients": "web"}, "provision_clients must be a list of dictionaries"),
        ({"provision_clients": [{"client_id": "a", "nonsense": 1}]}, "nonsense"),
        (
            {"provision_clients": [{"client_id": "a", "state": "gone"}]},
            "entry 2 of provision_clients: state must be one of present, absent",
        ),
        (
            {"provision_clients": [{"client_id": "a", "preset": "wbe"}]},
            "entry 2 of provision_clients: unknown preset wbe",
        ),
        ({"provision_connection": {"timeout": "soon"}}, "timeout must be a number, not a string"),
        ({"provision_connection": {"adminurl": "http://127.0.0.1"}}, "adminurl"),
        (
            {"provision_clients_file": "/srv/clients.json"},
            "provision_clients and provision_clients_file are mutually exclusive",
        ),
        ({"provision_update_secret": "sometimes"}, "value of provision_update_secret must be one of"),
    ],
)
def test_a_wrong_variable_gets_a_sentence(variables: dict[str, Any], sentence: str, stand_in: Stage) -> None:
    hidden = [{"client_id": "x", "client_secret": "a-secret-in-the-list"}]
    clients = variables.get("provision_clients", [])
    given = {**variables, "provision_clients": hidden + clients if isinstance(clients, list) else clients}
    ran = stand_in.role("provision", given, "-vvv")
    assert ran.returncode == 2
    assert sentence in ran.output
    assert "Traceback" not in ran.output
    assert "a-secret-in-the-list" not in ran.output
    assert stand_in.clients() == {}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "nothing to do: set provision_clients or provision_issuers or provision_key_sets"),
        ({"provision_client": []}, "provision_client is not a variable of the role provision (did you mean"),
        ({"provision_key_sets": [], "provision_prun": True}, "did you mean provision_prune?"),
        # It would be written into the installed collection, which the next upgrade deletes.
        (
            {"provision_clients": [], "provision_secrets_dir": "secrets"},
            "provision_secrets_dir must be an absolute path",
        ),
        ({"provision_clients_file": "clients.json"}, "provision_clients_file must be an absolute path"),
        ({"provision_issuers_file": "/srv/none.yml"}, "trusted_issuers_file /srv/none.yml does not exist on the host"),
    ],
)
def test_the_playbook_does_not_pass_over_a_mistake(variables: dict[str, Any], sentence: str, stand_in: Stage) -> None:
    ran = playbook.run(
        "ory.hydra.provision",
        variables,
        collections=stand_in.collections,
        scratch=stand_in.folder / "ansible",
        inline=True,
    )
    assert ran.returncode == 2
    assert sentence in " ".join(ran.output.split())


def test_words_of_the_command_line_that_set_nothing_are_a_mistake(stand_in: Stage) -> None:
    ran = stand_in.role("provision", {"provision_clients": []}, "-e", "environment.yml")
    assert ran.returncode == 2
    assert "a file needs an @" in ran.output


def test_a_play_of_several_roles(stand_in: Stage) -> None:
    # With tags of others nothing is done, and no result is reset.
    roles = [{"role": "ory.hydra.provision"}, {"role": "ory.hydra.client_secrets"}]
    variables = {
        "hydra_connection": stand_in.connection,
        "provision_clients": [{"client_id": "new", "preset": "machine"}],
        "provision_secrets_dir": str(stand_in.folder),
        "client_secrets_clients": "new",
        "client_secrets_dir": str(stand_in.folder),
        "client_secrets_replace": True,
    }
    foreign = {
        "pre_tasks": [{"ansible.builtin.set_fact": {"provision_result": "untouched"}, "tags": ["foreign"]}],
        "post_tasks": [{"ansible.builtin.debug": {"var": "provision_result"}, "tags": ["foreign"]}],
    }
    ran = ok(stand_in.play({"roles": roles, **foreign}, variables, "--tags", "foreign"), changed=False)
    assert "untouched" in ran.stdout
    # A client that the same play would create is no error in check mode, nor is the file with its secret.
    proof = {"smoke_test_client_id": "new", "smoke_test_secret_file": str(stand_in.folder / "new")}
    roles.append({"role": "ory.hydra.smoke_test"})
    ran = ok(stand_in.play({"roles": roles}, variables | proof, "--check"), changed=True)
    assert "these clients do not exist yet: new" in ran.stdout


def test_what_the_server_answers_is_an_entry(stand_in: Stage) -> None:
    issuer = {"issuer": "https://a.example.com", "subject": "robot", "expires_at": "+365d", "jwk": public_key(1)}
    clients = [{"client_id": "a", "token_endpoint_auth_method": "none", "client_name": "A"}]
    given = {"provision_clients": clients, "provision_issuers": [issuer]}
    ok(stand_in.role("provision", given), changed=True)
    (grant,) = stand_in.get("/trust/grants/jwt-bearer/issuers")
    answers = {"provision_clients": [stand_in.get("/clients/a")], "provision_issuers": [grant | {"jwk": issuer["jwk"]}]}
    assert "created_at" in answers["provision_clients"][0]
    ok(stand_in.role("provision", answers), changed=False)
    answers["provision_clients"][0]["client_nam"] = "A"
    ran = stand_in.role("provision", answers)
    assert "entry 1 of provision_clients: unknown option client_nam (did you mean client_name?)" in " ".join(
        ran.output.split()
    )


def test_issuers_and_key_sets_go_when_they_are_not_wanted(stand_in: Stage) -> None:
    issuers = [
        {"issuer": f"https://{name}.example.com", "subject": "robot", "expires_at": "+365d", "jwk": public_key(number)}
        for number, name in enumerate(("ours", "theirs"))
    ]
    keys = [{"set": "ours", "alg": "ES256"}]
    ok(stand_in.role("provision", {"provision_issuers": issuers, "provision_key_sets": keys}), changed=True)
    prune = {
        "provision_prune": True,
        "provision_prune_issuers": ["https://ours.example.com"],
        "provision_prune_empty": True,
    }
    gone = {"provision_key_sets": [{"set": "ours", "state": "absent"}]}
    ok(stand_in.role("provision", {**prune, **gone}, "--diff"), changed=True)
    left = stand_in.get("/trust/grants/jwt-bearer/issuers")
    assert [grant["issuer"] for grant in left] == ["https://theirs.example.com"]
    assert stand_in.get("/keys/ours") is None
    ok(stand_in.role("provision", {**prune, **gone}), changed=False)


# What was approved is what is done


def plan_of(ran: playbook.Ran) -> str:
    found = re.search(r'"plan_id": "([0-9a-f]{32})"', ran.stdout)
    assert found is not None, ran.output[-3000:]
    return found[1]


def test_an_approved_plan_and_no_other(stage: Stage) -> None:
    """All three lists are planned before the first write; what is left as it is may change in the meantime."""
    has_issuers = servers.numbers(stage.server.version) >= (1, 11)
    issuer = {"issuer": "https://idp.example.com", "subject": "robot", "scope": ["deploy"], "jwk": public_key(1),
              "expires_at": "+365d"}  # fmt: skip
    variables: dict[str, Any] = {
        "provision_key_sets": [{"set": "shop", "alg": "RS256"}],
        "provision_issuers": [issuer] if has_issuers else [],
        "provision_clients": [
            {"client_id": "a", "client_name": "A", "preset": "machine"},
            {"client_id": "b", "token_endpoint_auth_method": "none", "scope": "x"},
        ],
        "provision_secrets_dir": str(stage.folder / "secrets"),
    }

    def provision(*arguments: str, **more: Any) -> playbook.Ran:
        role = {
            "roles": ["ory.hydra.provision"],
            "post_tasks": [{"ansible.builtin.debug": {"var": "provision_result"}}],
        }
        return stage.play(role, {"hydra_connection": stage.connection, **variables, **more}, *arguments)

    population = Population(stage.server)
    population.create([{"client_id": "b", "token_endpoint_auth_method": "none", "scope": "x y"}])
    approved = plan_of(ok(provision("--check"), changed=True))
    population.write("PUT", "b", {**stage.clients()["b"], "contacts": ["us@example.com"]})  # left as it is
    population.create([{"client_id": "stranger", "token_endpoint_auth_method": "none"}])
    assert plan_of(ok(provision("--check", provision_plan_id=approved), changed=True)) == approved
    population.write("PUT", "b", {**stage.clients()["b"], "scope": "y"})
    before = stage.clients()
    for arguments in (["--check"], []):
        refused = provision(*arguments, provision_plan_id=approved)
        assert refused.returncode == 2
        assert f"not {approved}. Nothing was changed. This run would change shop, " in refused.output
        assert stage.clients() == before
        assert stage.get("/keys/shop") is None
    approved = plan_of(ok(provision("--check", "--diff"), changed=True))
    done = ok(provision("--diff", provision_plan_ids={"localhost": approved}), changed=True)
    assert plan_of(done) == approved
    found = stage.clients()
    assert (sorted(found), found["b"]["scope"], found["b"]["contacts"]) == (
        ["a", "b", "stranger"],
        "x",
        ["us@example.com"],
    )
    assert len(stage.get("/keys/shop")["keys"]) == (1 if servers.numbers(stage.server.version) >= (2,) else 2)
    assert provision(provision_plan_ids={"other": approved}).returncode == 2  # for this host nothing was approved
    nothing = plan_of(ok(provision("--check"), changed=False))
    ok(provision(provision_plan_id=nothing), changed=False)


def test_an_approved_plan_is_for_the_whole_role(stand_in: Stage) -> None:
    part = {"ansible.builtin.include_role": {"name": "ory.hydra.provision", "tasks_from": "clients"}}
    variables = {"hydra_connection": stand_in.connection, "provision_clients": [], "provision_plan_id": "0" * 32}
    ran = stand_in.play({"tasks": [part]}, {**variables, "provision_clients": [{"client_id": "a"}]})
    assert ran.returncode == 2
    assert "provision_plan_id is for the whole role" in ran.output
    assert stand_in.clients() == {}


def test_each_tag_alone(stand_in: Stage) -> None:
    issuer = {"issuer": "https://idp.example.com", "subject": "robot", "scope": ["deploy"], "jwk": public_key(1),
              "expires_at": "2040-01-01T00:00:00Z"}  # fmt: skip
    variables = {
        "provision_key_sets": [{"set": "shop", "alg": "ES256"}],
        "provision_issuers": [issuer],
        "provision_clients": [{"client_id": "a", "token_endpoint_auth_method": "none"}],
    }
    everything, *parts = tags("provision")
    assert len(parts) == len(variables)
    for tag in parts:
        ok(stand_in.role("provision", variables, "--tags", tag), changed=True)
    ok(stand_in.role("provision", variables, "--tags", everything), changed=False)
