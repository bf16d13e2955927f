# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role ``snapshot`` writes of a client, and what Ansible reads of it.

For a process of its own: whoever imports Ansible's controller is no module any more.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import jinja2
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.filter import core as core_filters
from ansible.plugins.filter import mathstuff
from ansible.plugins.test import core as core_tests

ROLE = Path(__file__).parents[2] / "roles" / "snapshot"


@functools.cache
def template() -> jinja2.Template:
    """The role's own, with Ansible's own filters and settings."""
    environment = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True)
    environment.filters.update({**mathstuff.FilterModule().filters(), **core_filters.FilterModule().filters()})
    environment.tests.update(core_tests.TestModule().tests())
    return environment.from_string((ROLE / "templates" / "snapshot.yml.j2").read_text())


def there_and_back(client: dict[str, Any]) -> tuple[str, str]:
    """Return the file with this client, and the client that Ansible reads in it as JSON."""
    variables = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())
    text = template().render(
        variables,
        snapshot_key_sets=[],
        __snapshot_issuers={},
        __snapshot_clients={"clients": [{"client_id": "a", **client}]},
    )
    (read,) = DataLoader().load(text)["provision_clients"]
    return text, json.dumps(read, sort_keys=True)
