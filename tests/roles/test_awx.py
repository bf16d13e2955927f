# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example project runs as AWX runs it: in ansible-runner, with credentials, surveys and the job type check."""

from __future__ import annotations

import json
import os
import shutil
import sys
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


class Unsafe(str):
    """A text that AWX gives without letting it be a template."""


class _Loader(yaml.SafeLoader):
    """YAML with Ansible's tags."""


class _Dumper(yaml.SafeDumper):
    """The same, the other way."""


_Loader.add_constructor("!unsafe", lambda loader, node: str(node.value))
_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style="'"))


def example() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((EXAMPLE / "awx.yml").read_text(), _Loader)
    return found


def template(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in example()["job_templates"] if one["name"] == name)
    return found


def unsafe(value: Any) -> Any:
    return Unsafe(value) if isinstance(value, str) else value


def injected(credential: str, inputs: dict[str, str]) -> dict[str, dict[str, str]]:
    """What a credential gives a job: its environment, its variables."""
    kind = next(one for one in example()["credential_types"] if one["name"] == credential)
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
        f"#!/bin/sh\nexec '{sys.executable}' '{playbook.INLINE_PROGRAM}' \"$@\"\n"
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
    extra = {**survey, **billing["extra_vars"], "awx_job_id": 42, "awx_user_name": "admin"}
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


def changed(ran: Any) -> int:
    return sum(ran.stats.get("changed", {}).values())


def test_preview_then_provision_then_nothing(stand_in: Stage) -> None:
    survey = {"provision_prune": "true", "provision_prune_limit": 5}
    preview = job(stand_in, "hydra_preview", {})
    assert (preview.status, preview.rc) == ("successful", 0), told(preview)[-4000:]
    assert changed(preview) == 1
    assert stand_in.clients() == {}
    done = job(stand_in, "hydra_provision", survey, whole=True)
    assert (done.status, done.rc) == ("successful", 0), told(done)[-4000:]
    assert sorted(stand_in.clients()) == ["billing", "shop-spa"]
    again = job(stand_in, "hydra_provision", survey)
    assert changed(again) == 0
    mark = {"managed_by": "ansible", "environment": "shop"}
    Population(stand_in.server).create([{"client_id": "left", "metadata": mark, "token_endpoint_auth_method": "none"}])
    assert changed(job(stand_in, "hydra_provision", {**survey, "provision_prune": "false"})) == 0
    assert changed(job(stand_in, "hydra_provision", survey)) == 1
    assert sorted(stand_in.clients()) == ["billing", "shop-spa"]
    for ran in (preview, done, again):
        assert [one for one in ("a-secret-of-billing", "token-of-the-gateway") if one in told(ran)] == []


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


def names() -> list[str]:
    return [one["name"] for one in example()["job_templates"]]


@pytest.mark.parametrize("name", names())
def test_a_template_asks_for_variables_of_its_role(name: str) -> None:
    launched = template(name)
    assert (EXAMPLE / "project" / launched["playbook"]).is_file()
    role = launched["playbook"].removesuffix(".yml")
    file = playbook.ROOT / "roles" / role / "meta" / "argument_specs.yml"
    options = yaml.safe_load(file.read_text())["argument_specs"]["main"]["options"]
    for question in launched.get("survey_spec", {}).get("spec", []):
        told = options[question["variable"]]
        assert question["type"] == "password" or not told.get("no_log")
        kinds = {"bool": "multiplechoice", "int": "integer", "str": "text"}
        assert question["type"] in ("password", kinds[told["type"]])
        assert told.get("required", False) == question["required"] or not told.get("required", False)
