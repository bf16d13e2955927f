# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list in a file does what the same list as an option does, and is told of as it is: through main()."""

from __future__ import annotations

import copy
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._module.silence import SilentModule
from ansible_collections.ory.hydra.plugins.modules import hydra_jwk_sets, hydra_trusted_issuers
from ansible_collections.ory.hydra.plugins.modules.hydra_clients import main
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, private_point
from ansible_collections.ory.hydra.tests.unit._model import PUBLIC, Answer, Hydra, Wire, answering
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]


def put(path: Path, document: t.Any, mode: int = 0o600) -> str:
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    path.chmod(mode)
    return str(path)


def as_yaml(document: t.Any) -> str:
    return str(pytest.importorskip("yaml").safe_dump(document))


CLIENTS: t.List[Document] = [
    {"client_id": "gone", "state": "absent"},
    {"client_id": "new", "preset": "machine", "metadata": {"a": [1.5, None, {"b": True}]}},
    {"client_id": "own", "preset": "mine", "scope": ["a", "b"]},
    {"client_id": "change", "contacts": [], "owner": None, "client_secret": "declared-secret"},
    {"client_id": "same", "owner": "team"},
]


@pytest.mark.parametrize("form", ["json", "yml", "dictionary", "variable"])
@pytest.mark.parametrize("check", [True, False])
def test_a_file_does_what_the_list_does(
    form: str, check: bool, serve: Serve, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    forms: t.Dict[str, t.Callable[[], t.Any]] = {
        "json": lambda: CLIENTS,
        "yml": lambda: as_yaml(CLIENTS),
        "dictionary": lambda: {"clients": CLIENTS, "presets": {"mine": "ignored"}},
        "variable": lambda: as_yaml({"provision_clients": CLIENTS, "hydra_connection": {"admin_url": "ignored"}}),
    }
    file = put(tmp_path / ("clients." + ("json" if form == "json" else "yml")), forms[form]())
    found = []
    for given in ({"clients": copy.deepcopy(CLIENTS)}, {"clients_file": file}):
        hydra = serve("26.2.0")
        for name in ("gone", "change", "same", "pruned"):
            hydra.add(name, owner="team", contacts=["x"], metadata={"managed": True})
        wire.calls.clear()
        secrets = tmp_path / next(iter(given))
        one = run(
            main,
            given,
            check=check,
            public_url=PUBLIC,
            presets={"mine": {"grant_types": ["client_credentials"]}},
            defaults={"metadata": {"managed": True}},
            secrets_dir=str(secrets),
            prune=True,
            prune_owner="team",
            concurrency=1,
        )
        assert not one.failed, one.msg
        result = json.loads(json.dumps(one.result).replace(str(secrets), "FOLDER"))
        assert len(result.pop("plan_id")) == 32  # in which the folder is, too
        assert result["invocation"]["module_args"].pop("clients") == ["5 entries"]
        assert result["invocation"]["module_args"].pop("clients_file") == (None if "clients" in given else file)
        found.append((result, wire.lines, sorted(hydra.clients), sorted(hydra.secrets)))
    assert found[0] == found[1]
    assert found[0][0]["summary"] == {"created": 2, "updated": 1, "deleted": 2, "unchanged": 1, "failed": 0}


def test_the_other_lists(hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path) -> None:
    sets = {"provision_key_sets": [{"set": "app", "alg": "ES256"}]}
    assert run(hydra_jwk_sets.main, jwk_sets_file=put(tmp_path / "s.json", sets)).changed
    assert "app" in hydra.keys.sets
    grant = {
        "issuer": "https://ci.example",
        "subject": "robot",
        "scope": ["deploy"],
        "expires_at": "2040-01-01T00:00:00Z",
    }
    jwk = {name: value for name, value in ec_jwk(1).items() if name != "d"}
    for document in ([dict(grant, jwk=jwk)], {"provision_issuers": [dict(grant, jwk=jwk)]}):
        one = run(hydra_trusted_issuers.main, check=True, trusted_issuers_file=put(tmp_path / "i.json", document))
        assert one.changed and one.result["summary"]["created"] == 1


def test_a_date_is_the_text_that_it_is(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    jwk = {name: value for name, value in ec_jwk(1).items() if name != "d"}
    text = "- {issuer: i, subject: s, scope: [a], expires_at: 2040-01-01T00:00:00Z, jwk: %s}" % json.dumps(jwk)
    one = run(hydra_trusted_issuers.main, check=True, trusted_issuers_file=put(tmp_path / "i.yml", text))
    assert one.result["diff"][0]["after"]["expires_at"] == "2040-01-01T00:00:00Z"


def test_one_of_the_two_is_needed_and_only_one(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    file = put(tmp_path / "clients.json", [{"client_id": "app"}])
    neither = "one of the following is required: clients, clients_file"
    for given in ({}, {"clients": None}, {"clients_file": ""}, {"clients_file": None, "clients": None}):
        assert run(main, given).msg == neither
    for clients in ([], [{"client_id": "app"}]):
        assert run(main, clients_file=file, clients=clients).msg == "clients and clients_file are mutually exclusive"
    assert run(main, clients_file=file, clients=None, return_secret=True).result["summary"]["created"] == 1
    assert not run(main, clients_file="", clients=[{"client_id": "app"}]).failed
    assert run(main, clients_file=[file]).msg == "clients_file must be a string, not a list"


def test_what_a_path_may_be(hydra: Hydra, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hydra.add("app")
    put(tmp_path / "clients.json", [{"client_id": "app"}])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PLACE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for path in ("~/clients.json", "$PLACE/clients.json", "clients.json"):
        assert run(main, clients_file=path).result["summary"]["unchanged"] == 1


def test_an_empty_list_in_a_file_is_an_empty_list(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    hydra.add("app", owner="team")
    given: Document = {"clients_file": put(tmp_path / "clients.json", []), "prune": True, "prune_owner": "team"}
    assert "prune with an empty list of clients" in run(main, given).msg
    assert run(main, given, prune_empty=True).result["summary"]["deleted"] == 1


def test_the_sentences_name_the_entry_and_the_file(hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path) -> None:
    rows: t.List[Document] = [
        {"client_id": "a", "redirect_url": "https://a"},
        {"client_id": False},
        {"client_id": "c", "grant_types": {"a": "b"}, "skip_consent": "perhaps"},
        {"client_id": "d", "access_token_strategy": "x", "redirect_uris": ["https://d/#e"]},
        {"client_id": "d"},
        {},
    ]
    file = put(tmp_path / "clients.json", rows)
    for given, origin in (({"clients": rows}, ""), ({"clients_file": file}, " (clients is the list in %s)" % file)):
        one = run(main, given)
        assert one.failed and wire.writes == []
        for words in (
            "entry 1 of clients: unknown option redirect_url (did you mean redirect_uris?)",
            "entry 2 of clients: client_id must be a string, not a boolean: in YAML, yes, no, on, off, true and false "
            "need quotes to be strings",
            "entry 3 of clients: skip_consent must be true or false, not a string",
            "entries 4 and 5 of clients",
            "entry 6 of clients",
        ):
            assert words in one.msg
        assert one.msg.endswith(origin)
    wrong = run(main, clients_file=put(tmp_path / "wrong.json", "[{]"), concurrency=99)
    assert wrong.msg == (
        "clients_file %s/wrong.json is not valid JSON: line 1, column 3: Expecting property name enclosed in double "
        "quotes; concurrency must be from 1 to 64, not 99" % tmp_path
    )


@pytest.mark.parametrize("spelling", ["no", "off", "yes", "true"])
def test_what_yaml_takes_for_a_boolean_is_no_name(spelling: str, hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    file = put(tmp_path / "clients.yml", "- client_id: %s\n" % spelling)
    assert "client_id must be a string, not a boolean" in run(main, clients_file=file).msg
    assert list(hydra.clients) == []
    listed = put(tmp_path / "clients.yml", "- {client_id: a, contacts: [x, %s]}\n" % spelling)
    assert "entry 2 of contacts must be a string, not a boolean" in run(main, clients_file=listed).msg
    quoted = put(tmp_path / "clients.yml", "- client_id: '%s'\n" % spelling)
    assert not run(main, clients_file=quoted, return_secret=True).failed
    assert list(hydra.clients) == [spelling]


def test_a_number_is_the_name_that_is_written(hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    text = "- {client_id: 0123}\n- {client_id: 1.10}\n- {client_id: 1_000}\n- client_id: 7\n"
    text += "  metadata: {big: 1.0e+400, c: 1.50}\n  contacts: [1.10, 007]"
    one = run(main, clients_file=put(tmp_path / "clients.yml", text), return_secret=True, concurrency=1)
    assert [row["id"] for row in one.result["actions"]] == ["0123", "1.10", "1_000", "7"]
    assert '"contacts": ["1.10", "007"]' in wire.writes[-1].text
    assert '"metadata": {"big": 1.0e+400, "c": 1.50}' in wire.writes[-1].text


# Secrets


def secretive(number: int) -> t.List[Document]:
    rows: t.List[Document] = [
        {"client_id": "a", "client_secret": "private-one"},
        {"client_id": "b", "jwks": {"keys": [private_point("private-d", kid="a")]},
         "token_endpoint_auth_method": "private_key_jwt"},
        {"client_id": "c", "client_secret": ["private-listed"], "unknown_secret": {"x": "private-unknown"}},
        {"client_id": "d", "client_secrets": "private-misspelled", "scope": {"client_secret": "private-misplaced"}},
        {"client_id": "e", "grant_types": "client_secret=private-paired", "contacts": [["private-listed"]]},
    ]  # fmt: skip
    return rows[:number]


PRIVATE = [
    "private-one", "private-listed", "private-unknown", "private-misspelled", "private-misplaced",
    "private-paired", "private-other",
]  # fmt: skip


@pytest.mark.parametrize("number", [2, 5])
@pytest.mark.parametrize("form", ["json", "yml"])
def test_secrets_of_a_file_are_hidden_as_those_of_the_list(
    number: int, form: str, serve: Serve, run: Runner, tmp_path: Path
) -> None:
    document = {"clients": secretive(number), "hydra_connection": {"password": "private-other"}}
    file = put(tmp_path / ("f." + form), as_yaml(document) if form == "yml" else document)
    told = []
    for given in ({"clients": secretive(number)}, {"clients_file": file}):
        hydra = serve("26.2.0")
        runs = [
            run(main, given, check=True, public_url=PUBLIC),
            run(main, given, public_url=PUBLIC, return_objects=True),
        ]
        said = {"error": "no", "error_description": " ".join(PRIVATE)}
        hydra.secrets["a"] = "another"
        hydra.disturb("PUT /admin/clients/a", answering(Answer(400, said)))
        runs.append(run(main, given, public_url=PUBLIC, continue_on_error=True))
        assert [one.failed for one in runs] == ([False, False, True] if number == 2 else [True] * 3)
        known = PRIVATE[:-1] if number == 5 else ["private-one", private_point("private-d")["d"]]
        for one in runs:
            assert not [text for text in known if text in one.output]
        told.append([one.result.get("msg", "").replace(" (clients is the list in %s)" % file, "") for one in runs])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "text",
    [
        '[{"client_id": "a", "client_secret": "private-one"',
        '[{"client_id": "a", "client_secret": "private-one", "client_secret": "private-two"}]',
        '{"clientz": [{"client_id": "a", "client_secret": "private-one"}]}',
        '["private-one"]',
        "- client_id: a\n  client_secret: *private-one\n",
        "- client_id: a\n  client_secret: !private-one\n",
        "- client_id: a\n  client_secret: @private-one\n",
        "- client_id: a\n   client_secret: private-one\n",
        "private-one",
        '- {client_id: a, client_secret: "private-one\\q"}',
    ],
)
def test_a_file_that_cannot_be_used_is_not_repeated(text: str, run: Runner, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    for name in ("clients.json", "clients.yml"):
        one = run(main, clients_file=put(tmp_path / name, text))
        assert one.failed and "private-" not in one.output and "clients_file" in one.msg


@pytest.mark.parametrize(("module", "option", "entry", "name"), [
    (main, "clients", {"client_id": "a", "client_secret": "{{ vault_secret }}"}, "client_secret"),
    (hydra_jwk_sets.main, "jwk_sets", {"set": "a", "keys": [{"pem": " {{ pem }}\n"}]}, "pem"),
])  # fmt: skip
def test_a_template_is_no_secret(
    module: t.Any, option: str, entry: Document, name: str, hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    file = put(tmp_path / "list.json", [entry])
    one = run(module, {option + "_file": file})
    told = (
        "entry 1 of %s: %s is a template, and nothing in %s_file is one: use %s, or a file that holds the secret alone"
    )
    assert one.failed and (told % (option, name, option, option)) in one.msg
    assert wire.writes == []


def test_what_looks_like_a_template_is_taken_as_it_is(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    rows = [{"client_id": "a"}, {"client_id": "b", "client_name": "{{ name }}"}]
    file = put(tmp_path / "clients.json", rows)
    one = run(main, clients_file=file, return_secret=True)
    assert hydra.clients["b"]["client_name"] == "{{ name }}"
    assert "clients_file %s: {{ is taken literally, as nothing in the file is templated (entries: 2)" % file in str(
        one.warnings
    )


def test_a_file_with_secrets_that_others_can_read(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    rows: t.List[Document] = [{"client_id": "a", "token_endpoint_auth_method": "none"}]
    assert run(main, clients_file=put(tmp_path / "clients.json", rows, 0o644)).warnings == []
    rows.append({"client_id": "b", "client_secret": "private-one"})
    told = run(main, clients_file=put(tmp_path / "clients.json", rows, 0o644)).warnings
    assert "%s/clients.json can be read by others than its owner; its mode should be 0600" % tmp_path in str(told)
    assert run(main, clients_file=put(tmp_path / "clients.json", rows, 0o600)).warnings == []


def test_secrets_of_a_file_are_hidden_before_anything_else_can_fail(
    hydra: Hydra, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong once the file was read, its secrets are known."""

    def fail(self: SilentModule, params: Document) -> Document:
        self.fail_json(msg="about private-one")

    file = put(tmp_path / "clients.json", [{"client_id": "a", "client_secret": "private-one"}])
    monkeypatch.setattr("ansible_collections.ory.hydra.plugins.module_utils._module.task.HydraModule.read", fail)
    assert "private-one" not in run(main, clients_file=file).output


def test_the_requirement_is_documented() -> None:
    """Whatever takes a file says that YAML needs a library."""
    from ansible_collections.ory.hydra.plugins.doc_fragments import _client, _jwk_set, _trusted_issuer

    for fragment in (_client, _jwk_set, _trusted_issuer):
        assert "\nrequirements:\n  - PyYAML, if O(" in fragment.ModuleDocFragment.LIST
