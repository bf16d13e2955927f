#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_server_info
short_description: Get version, capabilities and health of an Ory Hydra server
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Returns the version, capabilities and health of the server. Can wait until it is ready.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  wait_for:
    description:
      - Wait until the server is V(alive), that is, its process responds, or V(ready), that is, it also reaches its database.
      - If a gateway hides C(/health), wait until the admin API responds to a read of the clients; see RV(health_available).
    type: str
    choices: [none, alive, ready]
    default: none
  wait_timeout:
    description: How many seconds to wait before the task fails.
    type: int
    default: 60
  metrics:
    description: Whether to return RV(metrics).
    type: bool
    default: false
  discovery:
    description: Whether to return RV(discovery). Requires O(public_url).
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_client_info
"""

EXAMPLES = r"""
- name: Wait until Hydra is ready
  ory.hydra.hydra_server_info:
    admin_url: http://127.0.0.1:4445
    wait_for: ready
    wait_timeout: 120
  register: hydra

- name: Get the endpoints of the server
  ory.hydra.hydra_server_info:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    discovery: true
  register: provider

- name: Show where tokens are issued
  ansible.builtin.debug:
    var: provider.discovery.token_endpoint

- name: Stop if the server chooses client IDs itself
  ansible.builtin.assert:
    that: not hydra.capabilities.server_chosen_client_id
"""

RETURN = r"""
admin_url:
  description: The address of the admin API.
  type: str
  returned: success
  sample: http://127.0.0.1:4445
version:
  description: >-
    The version reported by the server, or set with O(server_version). Empty for Hydra 1.9.0 to 1.10.7, which do not report
    it.
  type: str
  returned: success
  sample: v26.2.0
generation:
  description: The generation of Hydra whose behavior the module expects of the server.
  type: str
  returned: success
  sample: "26.2"
capabilities:
  description: The capabilities of the server, each a boolean.
  type: dict
  returned: success
  sample:
    client_lifespans: true
    client_patch: true
    client_secret_rotation: false
    client_tokens_delete: true
    consent_request_id: true
    device_flow: true
    server_chosen_client_id: false
    token_flush: false
    trusted_issuers: true
alive:
  description: Whether the process responds.
  type: bool
  returned: success
  sample: true
ready:
  description: Whether the server reaches its database.
  type: bool
  returned: success
  sample: true
health_available:
  description:
    - Whether C(/health/alive) and C(/health/ready) can be reached. A gateway can hide them, for example if it forwards
      C(/admin) only.
    - If V(false), RV(alive) and RV(ready) say whether the admin API responds to a read of the clients.
  type: bool
  returned: success
  sample: true
public_api:
  description:
    - How to reach the public API, according to the options, C(module_defaults) and the environment. Intended for tasks with
      other modules, such as M(ansible.builtin.uri).
  type: dict
  returned: always
  contains:
    public_url:
      description: The value of O(public_url).
      type: str
      returned: always
    validate_certs:
      description: The value of O(validate_certs).
      type: bool
      returned: always
    ca_path:
      description: The value of O(ca_path).
      type: str
      returned: always
    use_proxy:
      description: The value of O(use_proxy).
      type: bool
      returned: always
  sample: {public_url: "http://127.0.0.1:4444", validate_certs: true, ca_path: null, use_proxy: true}
metrics:
  description: The samples of the server's metrics.
  type: list
  elements: dict
  returned: when O(metrics=true)
  contains:
    name:
      description: The name of the metric.
      type: str
      returned: success
    type:
      description: The type of its metric family.
      type: str
      returned: success
    labels:
      description: The labels of the sample.
      type: dict
      returned: success
    value:
      description: The value of the sample. A string if JSON cannot represent the number.
      type: float
      returned: success
  sample:
    - name: go_goroutines
      type: gauge
      labels: {}
      value: 19
discovery:
  description: The OpenID Connect discovery document of the server (OpenID Connect Discovery 1.0), as the server sent it.
  type: dict
  returned: when O(discovery=true)
  sample:
    issuer: https://auth.example.com
    authorization_endpoint: https://auth.example.com/oauth2/auth
    token_endpoint: https://auth.example.com/oauth2/token
    jwks_uri: https://auth.example.com/.well-known/jwks.json
failure:
  description: Details of the failed call, in addition to the message in C(msg).
  type: dict
  returned: when a call failed
  contains:
    operation:
      description: The operation of the admin API.
      type: str
      returned: success
    id:
      description: The object that the call was about.
      type: str
      returned: success
    status:
      description: The HTTP status of the response.
      type: int
      returned: success
    error:
      description: The error name reported by Hydra.
      type: str
      returned: success
    error_description:
      description: The error description reported by Hydra.
      type: str
      returned: success
  sample:
    operation: replace_client
    id: my-app
    status: 400
    error: invalid_client_metadata
    error_description: Field tos_uri must be a valid URI.
"""

from ..module_utils._module.server_info import run_server_info


def main() -> None:
    """Run the module."""
    run_server_info()


if __name__ == "__main__":
    main()
