# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that hold a list: what is read of them, and a sentence for everything else that can be in a place."""

from __future__ import annotations

import os
import pathlib
import sys
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._values.list_file import read_list_file, rows_of

SECRET = "swordfish"
NAMES = ("clients", "provision_clients")


def read(path: t.Any) -> t.List[t.Dict[str, t.Any]]:
    return rows_of("clients_file", str(path), read_list_file("clients_file", str(path)), NAMES)


def problem(path: t.Any) -> str:
    with pytest.raises(UsageError) as raised:
        read(path)
    assert SECRET not in raised.value.message
    assert "clients_file %s" % path in raised.value.message
    return raised.value.message


@pytest.fixture
def put(tmp_path: pathlib.Path) -> t.Callable[[str, t.Union[str, bytes]], pathlib.Path]:
    def write(name: str, content: t.Union[str, bytes]) -> pathlib.Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


Put = t.Callable[[str, t.Union[str, bytes]], pathlib.Path]


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("a.json", '[{"client_id": "a"}]', [{"client_id": "a"}]),
        ("a.JSON", "\n []\n", []),
        ("a", '{"clients": [{"client_id": "a"}], "other": 1}', [{"client_id": "a"}]),
        ("a.yml", '{"provision_clients": [{"client_id": "a"}]}', [{"client_id": "a"}]),
        ("a.json", '\ufeff[{"client_id": "a"}]', [{"client_id": "a"}]),
        ("a.yml", "---\nprovision_clients:\n  - client_id: a\nhydra_connection: {password: x}\n", [{"client_id": "a"}]),
        ("a.yml", "\ufeff- {client_id: a}", [{"client_id": "a"}]),
        ("a.txt", "[{client_id: a}]", [{"client_id": "a"}]),
        ("a.yml", "[]", []),
    ],
)
def test_what_is_read(name: str, content: str, rows: t.Any, put: Put) -> None:
    if name.endswith((".yml", ".txt")):
        pytest.importorskip("yaml")
    assert read(put(name, content)) == rows


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", "", "is empty"),
        ("a.yml", "\n\n", "is empty"),
        ("a.yml", "# nothing\n---\n", "is empty"),
        ("a.json", "null", "is empty"),
        ("a.json", "  ", "is not valid JSON: line 1, column 3: Expecting value"),
        ("a.json", '[\n {"a": %s}\n]' % SECRET, "is not valid JSON: line 2, column 8: Expecting value"),
        ("a.json", '["%s' % SECRET, "is not valid JSON: line 1, column 2: Unterminated string starting at"),
        ("a.json", '["\\%s"]' % SECRET, "is not valid JSON: line 1, column 3"),
        ("a.json", "- client_id: a", "is not valid JSON: line 1"),
        ("a", '[{"a": %s]' % SECRET, "cannot be read as YAML: line 1"),
        ("a.json", '[{"a": NaN}]', "contains infinity or NaN, which do not exist in JSON"),
        ("a.yml", '[{"a": -Infinity}]', "contains infinity or NaN"),
        ("a.json", '[{}, {"b": {"x": "%s", "x": 2}}]' % SECRET, 'has "x" twice in one dictionary, in entry 2'),
        ("a.json", '{"clients": [{"a": 1, "a": 2}]}', 'has "a" twice in one dictionary, in entry 1'),
        ("a.json", '{"clients": [], "clients": []}', 'has "clients" twice in one dictionary'),
        ("a.json", "[" * 101 + "]" * 101, "is nested more than 100 levels deep"),
        ("a.json", "[" * 100000 + "]" * 100000, "is nested too deeply"),
        ("a.json", '"%s"' % SECRET, "must be a list of dictionaries, or a dictionary with clients or provision_"),
        ("a.json", '{"%s": []}' % SECRET, "contains a dictionary without clients or provision_clients"),
        ("a.json", '{"clients": [], "provision_clients": []}', "contains both clients and provision_clients"),
        ("a.json", '{"clients": "%s"}' % SECRET, ": clients must be a list of dictionaries"),
        ("a.json", '{"clients": null}', ": clients must be a list of dictionaries"),
        ("a.json", '[{}, "%s", null]' % SECRET, ": entry 2 must be a dictionary; "),
        ("a.json", '{"clients": [[]]}', ": clients: entry 1 must be a dictionary"),
        ("a.json", b'["\xff"]', "cannot be read: it is not UTF-8 text"),
        ("a.yml", "[]".encode("utf-16"), "cannot be read: it is not UTF-8 text"),
        ("a.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162", "is encrypted with Ansible Vault, which a module cannot"),
        ("a.json", "\ufeff\n$ANSIBLE_VAULT;1.2;AES256;id\n6162", "is encrypted with Ansible Vault"),
    ],
)  # fmt: skip
def test_what_is_refused(name: str, content: t.Union[str, bytes], words: str, put: Put) -> None:
    if "YAML" in words or name.endswith(".yml"):
        pytest.importorskip("yaml")
    assert words in problem(put(name, content))


def test_an_integer_of_any_length(put: Put) -> None:
    (row,) = read(put("a.json", '[{"client_id": %s}]' % ("9" * 5000)))
    assert row["client_id"].literal == "9" * 5000


def test_places_without_a_list(tmp_path: pathlib.Path, put: Put) -> None:
    assert problem(tmp_path / "none.yml").endswith("none.yml does not exist on the host that runs the module")
    assert problem(put("file", "[]") / "inside").endswith("does not exist on the host that runs the module")
    assert problem(tmp_path).endswith("is not a file, but a directory")
    os.mkfifo(str(tmp_path / "pipe"))
    assert problem(tmp_path / "pipe").endswith("pipe is not a file")
    (tmp_path / "loop").symlink_to("loop")
    assert "cannot be read: " in problem(tmp_path / "loop")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(put: Put) -> None:
    path = put("a.json", "[]")
    path.chmod(0)
    assert problem(path).endswith("cannot be read: Permission denied")


def test_without_a_library_there_is_json(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert read(put("a.yml", "[]")) == []
    told = "is not valid JSON%s, and to read YAML, the Python library PyYAML is required, which %s does not have"
    assert problem(put("b.yml", "- {}")).endswith(told % ("", sys.executable))
    assert problem(put("c.yml", "[{a: %s}]" % SECRET)).endswith(
        told % (" (line 1, column 3: Expecting property name enclosed in double quotes)", sys.executable)
    )
