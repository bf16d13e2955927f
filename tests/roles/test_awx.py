# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example project runs as AWX runs it: in ansible-runner, with credentials, surveys and the job type check."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ansible_runner
import pytest
import yaml
from jinja2 import Environment

from support import playbook, servers
from support.population import Population
from support.role import Stage

EXAMPLE = playbook.ROOT / "examples" / "awx"
#: Roles that use the variables of another one.
BORROWED = {"drift": "provision"}

#: The arguments of each module that the playbook uses, without those of the connection, as awx.awx 24.6.1 has them.
ARGUMENTS: dict[str, list[str]] = json.loads((Path(__file__).parent / "awx-24.6.1.json").read_text())


class Unsafe(str):
    """A text that is not a template: from AWX to a job, or from the playbook to AWX."""


class _Loader(yaml.SafeLoader):
    """YAML with Ansible's tags."""


class _Dumper(yaml.SafeDumper):
    """The same, the other way."""


_Loader.add_constructor("!unsafe", lambda loader, node: Unsafe(node.value))
_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style="'"))


@functools.cache
def play() -> dict[str, Any]:
    found: list[dict[str, Any]] = yaml.load((EXAMPLE / "awx.yml").read_text(), _Loader)
    return found[0]


def calls() -> list[tuple[str, dict[str, Any]]]:
    """The modules of awx.awx in the order of the playbook, with their arguments and those in module_defaults."""
    found = []
    for task in play()["tasks"]:
        for name in task:
            if name.startswith("awx.awx."):
                found.append((name.removeprefix("awx.awx."), {**play()["module_defaults"].get(name, {}), **task[name]}))
    return found


def objects(module: str) -> dict[str, dict[str, Any]]:
    """What the playbook creates with a module, by name."""
    return {arguments["name"]: arguments for name, arguments in calls() if name == module}


def template(name: str) -> dict[str, Any]:
    return objects("job_template")[name]


def questions(launched: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = launched.get("survey_spec", {}).get("spec", [])
    return found


def unsafe(value: Any) -> Any:
    return Unsafe(value) if isinstance(value, str) else value


def injected(credential: str, inputs: dict[str, str]) -> dict[str, dict[str, str]]:
    """What a credential gives a job: its environment, its variables."""
    kind = objects("credential_type")[credential]
    blank = {field["id"]: "" for field in kind["inputs"]["fields"]}
    engine = Environment()
    return {
        place: {name: engine.from_string(text).render({**blank, **inputs}) for name, text in found.items()}
        for place, found in kind["injectors"].items()
        if place != "file"
    }


def programs(private: Path, whole: bool) -> Path:
    """The folder in which ansible-runner finds ansible-playbook: the real one, or what runs it in one process."""
    if whole or servers.WHOLE:
        return Path(playbook.tool("ansible")).parent
    (private / "ansible-playbook").write_text(
        f"#!/bin/sh\nexec '{sys.executable}' '{playbook.INLINE_PROGRAM}' run \"$@\"\n"
    )
    (private / "ansible-playbook").chmod(0o755)
    return private


def job(stage: Stage, name: str, survey: dict[str, Any], **more: Any) -> Any:
    """Run a job template in a private folder of its own, as AWX does; with ``whole``, in as many processes, too."""
    launched = template(name)
    private = stage.folder / f"job-{len(list(stage.folder.iterdir()))}"
    shutil.copytree(EXAMPLE / "project", private / "project")
    (private / "inventory").mkdir()
    (private / "env").mkdir()
    hosts = private / "inventory" / "hosts"
    variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = {"all": {"hosts": ["localhost"]}, "_meta": {"hostvars": {"localhost": variables}}}
    hosts.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(inventory)}\nEND\n")
    hosts.chmod(0o755)
    hydra = injected("Ory Hydra", {**stage.connection, "api_token": "token-of-the-gateway"})
    billing = injected("Secret of the billing application", {"secret": more.get("secret", "a-secret-of-billing")})
    extra = {
        **launched.get("extra_vars", {}),
        **survey,
        **billing["extra_vars"],
        "awx_job_id": 42,
        "awx_user_name": "admin",
    }
    text = yaml.dump({name: unsafe(value) for name, value in extra.items()}, Dumper=_Dumper)
    (private / "env" / "extravars").write_text(text)
    check = ["--check"] if launched["job_type"] == "check" or more.get("check") else []
    found = programs(private, more.get("whole", False))
    environment = {
        **hydra["env"], "ANSIBLE_COLLECTIONS_PATH": str(stage.collections), "JOB_ID": "42", "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_RETRY_FILES_ENABLED": "False", "PATH": f"{found}:{os.environ['PATH']}",
    }  # fmt: skip
    return ansible_runner.run(
        private_data_dir=str(private),
        playbook=launched["playbook"],
        ident="42",
        quiet=True,
        envvars=environment,
        cmdline=" ".join([*check, *(["--diff"] if launched.get("diff_mode") else []), "-vvv"]),
        settings={"suppress_env_files": True, "job_timeout": 300},
    )


def told(ran: Any) -> str:
    return "".join(str(event.get("stdout", "")) + json.dumps(event.get("event_data", {})) for event in ran.events)


def artifacts(ran: Any) -> dict[str, Any]:
    """What a job passes on to the next ones of its workflow, which AWX takes from the event at its end."""
    found: list[dict[str, Any]] = [event.get("event_data", {}).get("artifact_data") for event in ran.events]
    return next((one for one in found if one), {})


def changed(ran: Any) -> int:
    return sum(ran.stats.get("changed", {}).values())


def test_preview_then_provision_then_nothing(stand_in: Stage) -> None:
    survey = {"provision_prune": "true", "provision_prune_limit": 5}
    preview = job(stand_in, "hydra_preview", survey)
    assert (preview.status, preview.rc) == ("successful", 0), told(preview)[-4000:]
    assert changed(preview) == 1
    assert stand_in.clients() == {}
    approved = artifacts(preview)
    assert list(approved["provision_plan_ids"]) == ["localhost"]
    unapproved = job(stand_in, "hydra_provision_approved", survey)
    assert (unapproved.rc, stand_in.clients()) == (2, {})
    done = job(stand_in, "hydra_provision_approved", {**survey, **approved}, whole=True)
    assert (done.status, done.rc) == ("successful", 0), told(done)[-4000:]
    assert sorted(stand_in.clients()) == ["billing", "shop-spa"]
    again = job(stand_in, "hydra_provision", survey)
    assert changed(again) == 0
    assert artifacts(again) == {}
    refused = job(stand_in, "hydra_provision_approved", {**survey, **approved})  # it was approved for an empty server
    assert refused.rc == 2
    assert "the plan is not the approved one" in told(refused)
    mark = {"managed_by": "ansible", "environment": "shop"}
    Population(stand_in.server).create([{"client_id": "left", "metadata": mark, "token_endpoint_auth_method": "none"}])
    assert changed(job(stand_in, "hydra_provision", {**survey, "provision_prune": "false"})) == 0
    assert changed(job(stand_in, "hydra_provision", survey)) == 1
    assert sorted(stand_in.clients()) == ["billing", "shop-spa"]
    for ran in (preview, done, again):
        assert [one for one in ("a-secret-of-billing", "token-of-the-gateway") if one in told(ran)] == []


def test_drift_fails_if_there_is_any_and_tells_the_workflow(stand_in: Stage) -> None:
    survey = {"provision_prune": "true", "provision_prune_limit": 5}
    found = job(stand_in, "hydra_drift", survey)
    assert found.rc == 2 and 'client "billing": does not exist (client-missing)' in told(found), told(found)[-4000:]
    assert (changed(found), stand_in.clients()) == (0, {})
    assert artifacts(found)["drift_results"]["localhost"]["drifted"] is True
    assert job(stand_in, "hydra_provision_approved", {**survey, **artifacts(found)}).rc == 0
    ran = job(stand_in, "hydra_drift", survey)
    assert ran.rc == 0, told(ran)[-4000:]
    assert [
        one for one in ("a-secret-of-billing", "token-of-the-gateway") for job in (found, ran) if one in told(job)
    ] == []


def test_answers_of_a_survey_hold_no_templates(stand_in: Stage) -> None:
    secret = "{{ 1 + 1 }} is no template"
    ran = job(stand_in, "hydra_provision", {}, secret=secret)
    assert ran.rc == 0, told(ran)[-4000:]
    answers = {"smoke_test_client_id": "billing", "smoke_test_client_secret": secret}
    proven = job(stand_in, "hydra_smoke_test", answers)
    assert proven.rc == 0, told(proven)[-4000:]
    assert secret not in told(proven)
    wrong = job(stand_in, "hydra_smoke_test", {**answers, "smoke_test_client_secret": "2 is no template"})
    assert wrong.rc == 2


def test_the_other_templates(stand_in: Stage) -> None:
    keys = {"signing_keys_rotate": "true", "signing_keys_publish_minutes": 0}
    assert changed(job(stand_in, "hydra_rotate_signing_keys", keys)) > 0
    assert changed(job(stand_in, "hydra_rotate_signing_keys", {**keys, "signing_keys_rotate": "false"})) == 0
    Population(stand_in.server).create([{"client_id": "shop", "token_endpoint_auth_method": "none"}])
    leaves = {"offboard_subject": "", "offboard_client_id": "shop"}
    checked = job(stand_in, "hydra_offboard", leaves, check=True)
    assert changed(checked) == 1, told(checked)[-4000:]
    assert "shop" in stand_in.clients()
    assert changed(job(stand_in, "hydra_offboard", leaves)) == 1
    assert stand_in.clients() == {}


def test_modules_have_these_arguments() -> None:
    unknown = [(name, one) for name, arguments in calls() for one in arguments if one not in ARGUMENTS.get(name, [])]
    assert unknown == []
    assert {name for name, _unused in calls()} == set(ARGUMENTS)


@pytest.mark.parametrize("name", objects("job_template"))
def test_a_template_asks_for_variables_of_its_role(name: str) -> None:
    launched = template(name)
    assert (EXAMPLE / "project" / launched["playbook"]).is_file()
    role = launched["playbook"].removesuffix(".yml")
    options: dict[str, Any] = {}
    for one in sorted({role, BORROWED.get(role, role)}):
        file = playbook.ROOT / "roles" / one / "meta" / "argument_specs.yml"
        options |= yaml.safe_load(file.read_text())["argument_specs"]["main"]["options"]
    for question in questions(launched):
        told = options[question["variable"]]
        assert question["type"] == "password" or not told.get("no_log")
        kinds = {"bool": "multiplechoice", "int": "integer", "str": "text"}
        assert question["type"] in ("password", kinds[told["type"]])
        assert told.get("required", False) == question["required"] or not told.get("required", False)


@pytest.mark.parametrize(
    ("name", "workflow", "own"),
    [
        ("hydra_preview", "hydra_change", {"notification_templates_success"}),
        ("hydra_drift", "hydra_restore", {"playbook", "diff_mode"}),
    ],
)
def test_what_is_approved_is_what_would_be_provisioned(name: str, workflow: str, own: set[str]) -> None:
    """The templates of a workflow differ in nothing else that a job sees, and it asks the questions of both."""
    own = {"name", "description", "job_type", "ask_job_type_on_launch", "extra_vars", *own}
    looks, provision = (
        {key: value for key, value in template(one).items() if key not in own}
        for one in (name, "hydra_provision_approved")
    )
    assert looks == provision
    assert template(name)["extra_vars"]["provision_pass_plan"] is True
    assert template("hydra_provision_approved")["extra_vars"] == {"provision_plan_ids": {}}  # none without a first job
    assert (template(name)["job_type"], template(name)["ask_job_type_on_launch"]) == ("check", False)
    assert objects("workflow_job_template")[workflow]["survey_spec"] == looks["survey_spec"]


def test_a_node_of_a_workflow_leads_to_what_exists() -> None:
    ways: dict[str, dict[str, list[str]]] = {}
    for arguments in (arguments for name, arguments in calls() if name == "workflow_job_template_node"):
        way = ways.setdefault(arguments["workflow_job_template"], {})
        assert arguments.get("unified_job_template", "hydra_preview") in objects("job_template")
        assert not ("approval_node" in arguments and "success_nodes" in arguments)  # which the module does not accept
        following = [f"{how}: {one}" for how in ("success", "failure") for one in arguments.get(f"{how}_nodes", [])]
        assert {one.partition(": ")[2] for one in following} <= set(way)
        way[arguments["identifier"]] = following
    approved = {"approve": ["success: provision"], "provision": []}
    assert ways == {
        "hydra_change": {"preview": ["success: approve"], **approved},
        "hydra_restore": {"drift": ["failure: approve"], **approved},
    }
    assert set(ways) == set(objects("workflow_job_template"))


@pytest.mark.parametrize("name", objects("schedule"))
def test_a_schedule_answers_all_questions(name: str) -> None:
    """AWX refuses a schedule without an answer to a required question, even if the question has a default."""
    schedule = objects("schedule")[name]
    launched = {**objects("job_template"), **objects("workflow_job_template")}[schedule["unified_job_template"]]
    asked = {one["variable"]: one for one in questions(launched)}
    answers = schedule["extra_data"]
    assert set(answers) == {variable for variable, one in asked.items() if one["required"]}
    for variable, answer in answers.items():
        assert isinstance(answer, int) if asked[variable]["type"] == "integer" else answer in asked[variable]["choices"]
    assert re.fullmatch(r"DTSTART:\d{8}T\d{6}Z RRULE:FREQ=DAILY;INTERVAL=1", schedule["rrule"])


def test_credentials_have_inputs_of_their_type_and_no_secret_in_the_file() -> None:
    for arguments in objects("job_template").values():
        assert set(arguments["credentials"]) <= set(objects("credential"))
    for arguments in objects("credential").values():
        given = arguments["inputs"]
        assert isinstance(given, str) or all("{{" in text for text in given.values())
    declared = {field["id"]: field for field in objects("credential_type")["Ory Hydra"]["inputs"]["fields"]}
    assert all(not declared[name].get("secret") for name in play()["vars"]["hydra_inputs"])
    assert (play()["vars"]["hydra_secret_inputs"], play()["vars"]["awx_registry"]) == ({}, {})


def test_every_input_of_the_credential_gets_into_a_job() -> None:
    kind = objects("credential_type")["Ory Hydra"]
    inputs = {field["id"]: f"the {field['id']}" for field in kind["inputs"]["fields"]}
    files = {name.removeprefix("template."): f"the file {name}" for name in kind["injectors"]["file"]}
    engine = Environment()
    given = {**inputs, "tower": {"filename": files}}
    texts = {
        place: [engine.from_string(text).render(given) for text in found.values()]
        for place, found in kind["injectors"].items()
    }
    assert sorted(texts["env"] + texts["file"]) == sorted([*inputs.values(), *files.values()])
    config = yaml.safe_load((playbook.ROOT / "docs" / "docsite" / "config.yml").read_text())
    assert set(kind["injectors"]["env"]) <= set(config["envvar_directives"])
    secret = {field["id"] for field in kind["inputs"]["fields"] if field.get("secret")}
    assert secret == {
        "api_token", "password", "auth_client_secret", "auth_private_key", "client_certificate", "client_key_passphrase"
    }  # fmt: skip


def test_templates_of_awx_are_not_evaluated_by_the_playbook() -> None:
    """Injectors, messages and the variables of a host are unsafe wherever they have braces, and nothing else is."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for one in value.values() for text in texts(one)]
        return [text for one in value for text in texts(one)] if isinstance(value, list) else [value]

    for _unused, arguments in calls():
        for key, value in arguments.items():
            for text in texts(value):
                if isinstance(text, str) and re.search("{[{%]", text):
                    assert isinstance(text, Unsafe) is (key in ("injectors", "messages", "variables")), (key, text)


def test_the_readme_shows_the_recap_of_the_playbook() -> None:
    recap = re.search(r"ok=(\d+) .*skipped=(\d+)", (EXAMPLE / "README.md").read_text())
    assert recap is not None
    skipped = sum("when" in task for task in play()["tasks"])
    assert (int(recap[1]), int(recap[2])) == (len(play()["tasks"]) - skipped, skipped)
