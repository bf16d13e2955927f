# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages that the site adds to those of antsibull-docs, and its check of links."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import docsite
from places import ROOT

ENTRY = """.. _ansible_collections.ory.hydra.some_role__entrypoint-{name}:

Entry point ``{name}``
----------------------

Parameters
^^^^^^^^^^

.. list-table::
{rows}

.. Attributes

Authors
^^^^^^^

"""
LINKS = ".. Extra links\n\nCollection links\n~~~~~~~~~~~~~~~~\n"
LONG, SHORT = "\n".join(["  * - cell"] * 20), "  * - cell"


def page(*entries: tuple[str, str]) -> str:
    return "Title\n+++++\n\n" + "".join(ENTRY.format(name=name, rows=rows) for name, rows in entries) + LINKS


def test_a_role_has_its_guide_first_and_main_before_the_other_entry_points() -> None:
    text = docsite.role(page(("clients", SHORT), ("main", SHORT), ("zones", SHORT)), "some")
    marks = ["Title", "include:: /guides/some.md", "``main``", "``clients``", "``zones``", "Collection links"]
    assert sorted(marks, key=text.index) == marks
    assert text.count("Collection links") == 1


def test_only_a_long_table_is_folded() -> None:
    text = docsite.role(page(("main", LONG), ("clients", SHORT)), "some")
    main, clients = text.split("entrypoint-clients")
    assert main.index("<details") < main.index("* - cell") < main.index("</details>") < main.index("Authors")
    assert "<details" not in clients


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("plugins/modules/hydra_client.py", "/hydra_client_module.rst"),
        ("plugins/filter/jwks.py", "/jwks_filter.rst"),
        ("plugins/lookup/access_token.py", "/access_token_lookup.rst"),
        ("roles/provision/README.md", "/provision_role.rst"),
        ("docs/docsite/rst/secrets.rst", "/docsite/secrets.rst"),
        ("docs/images/first_run.svg", "/images/first_run.svg"),
        ("CHANGELOG.md", "/changelog.rst"),
        ("TESTING.md", docsite.REPOSITORY + "TESTING.md"),
        ("examples/environment", docsite.REPOSITORY + "examples/environment"),
    ],
)
def test_a_relative_link_leads_to_the_page_of_the_site_or_to_the_repository(path: str, shown: str) -> None:
    assert docsite.linked(f"[text](../../{path}#part)", ROOT / "roles" / "snapshot" / "README.md") == (
        f"[text]({shown}#part)"
    )
    assert docsite.linked("[text](https://example.com/x)", ROOT / "README.md") == "[text](https://example.com/x)"


def test_the_guide_of_a_role_has_neither_a_title_nor_a_table_of_variables() -> None:
    text = docsite.guide(ROOT / "roles" / "provision" / "README.md")
    assert "ory.hydra.provision\n" not in text.partition("\n\n")[0]
    assert "# Presets\n" in text and "## " not in text
    assert "generated: variables" not in text


def test_the_front_page_is_the_readme_without_what_is_about_the_repository() -> None:
    text = docsite.front()
    assert text.startswith("# ")
    for present, absent in (("## Installation", "## Code of Conduct"), ("## Comparison", "badge.svg")):
        assert present in text and absent not in text


def test_every_guide_is_in_the_navigation() -> None:
    sections = yaml.safe_load((ROOT / "docs" / "docsite" / "extra-docs.yml").read_text())["sections"]
    listed = [name for section in sections for name in section["toctree"]]
    assert sorted(listed) == sorted(path.stem for path in (ROOT / "docs" / "docsite" / "rst").glob("*.rst"))


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="b.html#there">.</a><a href="b.html#gone">.</a><img src="none.png"><a href="#gone">.</a>'
        '<a href="https://example.com/">.</a><a href="b.html">.</a>'
    )
    (tmp_path / "b.html").write_text('<p id="there">')
    assert docsite.broken_links(tmp_path) == ["a.html: b.html#gone", "a.html: none.png", "a.html: #gone"]
