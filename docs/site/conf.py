# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration of Sphinx for the documentation site: ``make site``. The pages come from tests/gates/docsite.py."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes

project = "ory.hydra"
copyright = "2026, The ory.hydra contributors"
html_title = "ory.hydra"
html_short_title = "ory.hydra"
html_baseurl = "https://ansible-collections.github.io/ory.hydra/"

extensions = ["sphinx_antsibull_ext", "myst_parser"]
nitpicky = True
default_role = "any"
exclude_patterns = ["guides/*"]  # included by the pages of the roles
myst_heading_anchors = 3
# The guide of a role is part of a page, and the page has the title.
suppress_warnings = ["myst.header"]

highlight_language = "YAML+Jinja"
pygments_style = "default"
pygments_dark_style = "github-dark"

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
antsibull_ext_color_scheme = "default-autodark"
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_theme_options = {
    "source_repository": "https://github.com/ansible-collections/ory.hydra/",
    "source_branch": "main",
    "source_directory": "docs/site/",
    "top_of_page_buttons": [],
    "footer_icons": [],
}

# Ansible's documentation is referred to by its labels, but the site is built without a network.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
BUILTIN = re.compile(r"ansible_collections\.ansible\.builtin\.(\w+)_(\w+)")
LABELS = {"common_return_values": ("reference_appendices/common_return_values.html", "common return values")}


def _ansible(_app: Any, _env: Any, node: nodes.Element, content: nodes.Node) -> nodes.Node | None:
    """Resolve a reference to Ansible's documentation; whether a plugin exists is checked by antsibull-docs."""
    target = node.get("reftarget", "")
    page, title = LABELS.get(target, ("", ""))
    builtin = BUILTIN.fullmatch(target)
    if builtin:
        name, kind = builtin.groups()
        page, title = f"collections/ansible/builtin/{name}_{kind}.html", f"ansible.builtin.{name}"
    if not page:
        return None
    text = content if node.get("refexplicit") else nodes.literal(text=title)
    return nodes.reference("", "", text, refuri=ANSIBLE + page, internal=False)


def setup(app: Any) -> None:
    """Connect the resolver."""
    app.connect("missing-reference", _ansible)
