# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of the documentation site: what antsibull-docs generates, completed. Built by ``make site``.

antsibull-docs writes a page for each module, plugin and role, and copies the guides. Added here are the front page, which is
README.md, the navigation, and in the page of a role the guide that is its README.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup

from places import ROOT

SITE = ROOT / "docs" / "site"
REPOSITORY = "https://github.com/ansible-collections/ory.hydra/blob/main/"
INCLUDED = ".. include:: /guides/{name}.md\n   :parser: myst_parser.sphinx_\n"
#: Rows from which on the table of an entry point's variables is folded.
LONG = 10

CONTENTS = re.compile(r"^\.\. contents::\n(?:   :\w+:.*\n)+", re.MULTILINE)
ENTRY_POINT = re.compile(r"^(?=\.\. _ansible_collections\.ory\.hydra\.\w+_role__entrypoint-)", re.MULTILINE)
OPTIONS = re.compile(r"(?<=^Parameters\n\^{10}\n)(?P<table>.*?)(?=^\.\. Attributes$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<=\]\()(?P<target>[^)#:]+)(?P<anchor>#[^)]*)?(?=\))")
COMMENT = re.compile(r"\A<!--.*?-->\n+", re.DOTALL)
FOLDED = """
.. raw:: html

   <details class="options"><summary>Variables of this entry point</summary>
{table}
.. raw:: html

   </details>

"""


def complete(pages: Path) -> None:
    """Turn what antsibull-docs has written into ``pages`` into the sources of the site."""
    (pages / "environment_variables.rst").unlink(missing_ok=True)  # lists those of plugins, and no plugin has any
    shutil.copytree(SITE / "static", pages / "static")
    shutil.copytree(ROOT / "docs" / "images", pages / "images")
    guides = pages / "guides"
    guides.mkdir()
    for page in pages.rglob("*.rst"):
        page.write_text(CONTENTS.sub("", page.read_text()))  # the theme has a table of contents beside the page
    for page in pages.glob("*_role.rst"):
        name = page.stem.removesuffix("_role")
        (guides / f"{name}.md").write_text(guide(ROOT / "roles" / name / "README.md"))
        page.write_text(role(page.read_text(), name))
    (guides / "front.md").write_text(front())
    (pages / "index.rst").write_text(index(pages))


def role(text: str, name: str) -> str:
    """The page of a role: the guide, ``main``, the other entry points."""
    body, mark, links = text.partition(".. Extra links")
    head, *entries = ENTRY_POINT.split(body)
    entries.sort(key=lambda entry: "entrypoint-main:" not in entry.partition("\n")[0])
    return "\n".join([head, INCLUDED.format(name=name), *map(fold, entries), mark + links])


def fold(entry: str) -> str:
    """An entry point whose table of variables is folded if it is long."""

    def replace(found: re.Match[str]) -> str:
        table = found["table"]
        return FOLDED.format(table=table) if table.count("\n  * - ") > LONG else table

    return OPTIONS.sub(replace, entry)


def guide(path: Path) -> str:
    """The README of a role as a part of its page: without its title, and the table of variables that follows there anyway."""
    text = COMMENT.sub("", path.read_text())
    text = text.partition("\n## Variables\n")[0]
    text = re.sub(r"\A# .*\n+", "", text)
    return re.sub(r"^##", "#", linked(text, path), flags=re.MULTILINE)


def front() -> str:
    """The front page: README.md down to what is about the repository."""
    path = ROOT / "README.md"
    text = COMMENT.sub("", path.read_text())
    title, rest = text.split("\n", 1)
    opening = re.sub(r"^\[!\[.*\n", "", rest.partition("<!-- site: begin -->")[0], flags=re.MULTILINE)
    body = rest.partition("<!-- site: begin -->\n")[2].partition("<!-- site: end -->")[0]
    return linked(f"{title}\n\n{opening.strip()}\n\n{body}", path)


def linked(text: str, path: Path) -> str:
    """Markdown whose relative links lead to pages of the site, and to the repository where there is none."""

    def replace(found: re.Match[str]) -> str:
        base = path.parent.relative_to(ROOT).as_posix()
        return address(normpath(f"{base}/{found['target']}")) + (found["anchor"] or "")

    return LINK.sub(replace, text)


def address(path: str) -> str:
    """Where the site shows a file or folder of the repository."""
    file = PurePosixPath(path)
    match file.parts:
        case ("docs", "images", *_rest):
            return f"/images/{file.name}"
        case ("docs", "docsite", "rst"):
            return "/docsite/getting_started.rst"
        case ("docs", "docsite", "rst", name):
            return f"/docsite/{name}"
        case ("roles", name, *_rest):
            return f"/{name}_role.rst"
        case ("plugins", "modules", name):
            return f"/{PurePosixPath(name).stem}_module.rst"
        case ("plugins", "filter" | "lookup" as kind, name):
            return f"/{PurePosixPath(name).stem}_{kind}.rst"
        case ("CHANGELOG.md",):
            return "/changelog.rst"
    return REPOSITORY + path


def index(pages: Path) -> str:
    """The front page and the navigation."""
    sections = yaml.safe_load((ROOT / "docs" / "docsite" / "extra-docs.yml").read_text())["sections"]
    trees = [tree(section["title"], [f"docsite/{name}" for name in section["toctree"]]) for section in sections]
    for title, kind in (("Modules", "module"), ("Roles", "role"), ("Filters", "filter"), ("Lookups", "lookup")):
        names = sorted(page.stem.removesuffix(f"_{kind}") for page in pages.glob(f"*_{kind}.rst"))
        trees.append(tree(title, [f"{name} <{name}_{kind}>" for name in names]))
    trees.append(tree("Releases", ["changelog"]))
    labels = ["plugins_in_ory.hydra", "communication_for_ory.hydra"]  # where generated pages link to
    return "\n".join([":orphan:\n", *(f".. _{label}:\n" for label in labels), INCLUDED.format(name="front"), *trees])


def tree(title: str, entries: list[str]) -> str:
    """One section of the navigation."""
    return "\n".join(
        [".. toctree::", "   :hidden:", f"   :caption: {title}", "", *(f"   {entry}" for entry in entries), ""]
    )


def broken_links(html: Path) -> list[str]:
    """The links and images within the site that lead nowhere, each as ``PAGE: TARGET``."""
    soups = {page: BeautifulSoup(page.read_bytes(), "html.parser") for page in sorted(html.rglob("*.html"))}
    anchors = {page: {str(tag["id"]) for tag in soup.find_all(id=True)} for page, soup in soups.items()}
    broken = []
    for page, soup in soups.items():
        for tag in soup.find_all(["a", "img", "link", "script"]):
            target = str(tag.get("href") or tag.get("src") or "")
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not target:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            missing = parts.fragment and unquote(parts.fragment) not in anchors.get(file, {unquote(parts.fragment)})
            if not file.is_file() or missing:
                broken.append(f"{page.relative_to(html)}: {target}")
    return broken
