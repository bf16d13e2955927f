#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client_secret
short_description: Rotate the secret of an OAuth 2.0 client of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Gives a client a new secret while its old one goes on working, and later puts an end to the old one, so that the
    services that use it can be moved over without an outage.
  - Only Hydra 26.3 and newer can do that. On all others a secret can only be replaced, and B(the old one stops working at
    once), so the module refuses to, unless O(replace=true).
    RV(action) and the diff tell which it was; in check mode, which it would be.
  - Whether a server can rotate is known from its version. For a build that has this ability and reports another version, set
    O(server_version) to V(26.3.0).
  - Hydra makes the new secret itself. The file is prepared before Hydra is asked, so that the secret has a place. If
    the answer is lost on the way nevertheless, nobody knows that secret. Hydra is then asked for another one, once.
    What worked before goes on working, whatever is lost.
  - Hydra keeps the five newest of the old secrets. What is older stops working when a sixth becomes old.
  - With O(secret_file), a second run changes nothing as long as the file is there, works and is not older than O(max_age).
    With O(rotate=always), every run makes a new secret.
  - With O(state=retired), Hydra does not tell whether there are old secrets. With O(old_secret), the second run changes
    nothing; without it, the request is sent in every run and a change is reported. Set C(changed_when) if you know better.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  client_id:
    description: The client. It has to exist, and to have a secret.
    type: str
    required: true
  state:
    description:
      - V(rotated), the client has a new secret if one is needed, see O(rotate).
      - V(retired), only the newest secret works. Where the server cannot rotate there are no others, and nothing changes.
    type: str
    choices: [rotated, retired]
    default: rotated
  secret_file:
    description:
      - A file that holds the client's secret, on the machine where the module runs. A new one is written to it with mode
        C(0600), a secret that is made by this module before it is sent to the server.
      - Only one run at a time works with files of the same folder; others wait for it.
      - With O(state=retired) and O(public_url), the secret in it must work, or nothing is retired.
      - Mutually exclusive with O(client_secret).
    type: path
  client_secret:
    description:
      - With O(state=rotated), the secret that the client is to have. Hydra takes a given secret only as a replacement, so
        all others stop working at once, whatever the server can do. Needs O(replace=true), and
        O(public_url), which tells whether it is right already, or O(rotate=always).
      - With O(state=retired) and O(public_url), the secret that must work, or nothing is retired.
      - Mutually exclusive with O(secret_file).
    type: str
  rotate:
    description:
      - V(when_needed), where O(secret_file) does not exist, or is older than O(max_age), or where O(public_url) is given and the
        secret does not work. This is the default.
      - V(always), in every run.
    type: str
    choices: [when_needed, always]
  replace:
    description:
      - Whether the secret may be replaced where it cannot be rotated. Whoever uses the old one is cut off at once.
      - Not given, a secret that is due for rotation is an error there, in check mode too.
    type: bool
    default: false
  max_age:
    description:
      - How old O(secret_file) may be, by the time of its last modification, as a duration such as V(90d) or V(36h).
    type: str
  return_secret:
    description:
      - Whether a secret that is made is returned. Use it with C(no_log) on the task.
      - Without O(secret_file) this is the only place that a new secret has, and O(rotate=always) is needed.
    type: bool
    default: false
  old_secret:
    description:
      - With O(state=retired), one of the secrets that are to stop working. If it does not work any more, nothing is sent.
      - Needs O(public_url).
      - Mutually exclusive with O(old_secret_file).
    type: str
  old_secret_file:
    description:
      - A file on the machine where the module runs that contains O(old_secret). As with O(secret_file), the line break at its end
        is not part of the secret, and spaces are.
      - Mutually exclusive with O(old_secret).
    type: path
    version_added: 0.1.0
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_server_info
"""

EXAMPLES = r"""
- name: A new secret every 90 days, while the old one goes on working (needs Hydra 26.3 or newer)
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    secret_file: /etc/shop/oauth2-secret
    max_age: 90d
  notify: Restart the shop

- name: Once all services use the new one, the old one is worth nothing (needs Hydra 26.3 or newer)
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    state: retired
    secret_file: /etc/shop/oauth2-secret
    old_secret: "{{ shop_secret_of_yesterday }}"

- name: A new secret every 90 days with any Hydra; the old one stops working at once
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    secret_file: /etc/shop/oauth2-secret
    max_age: 90d
    replace: true
  notify: Restart the shop

- name: A new secret at once, for a vault (needs Hydra 26.3 or newer)
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    client_id: billing
    rotate: always
    return_secret: true
  register: billing
  no_log: true
"""

RETURN = r"""
action:
  description:
    - What was done, or in check mode would be. V(rotated), there is a new secret and those from before work. V(replaced), there
      is a new secret and it is the only one. V(retired), the secrets from before stopped working. V(unchanged).
  type: str
  returned: success
  sample: rotated
client:
  description: The client as the server returned it, in check mode as it is now; without its secret.
  type: dict
  returned: success
  sample:
    client_id: shop
    token_endpoint_auth_method: client_secret_basic
    updated_at: "2026-11-21T08:01:54Z"
secret_status:
  description:
    - V(generated), a new secret was made. V(set), it was written as given. V(verified), the server confirmed the one that is given or
      in the file. V(unchecked), there is one, and the server was not asked. V(unknown), none is known here.
  type: str
  returned: success
  sample: generated
client_secret:
  description: The secret that was made in this run.
  type: str
  returned: when O(return_secret=true) and a secret was made, not in check mode
failure:
  description: What is known of the call that failed, beside the sentence in C(msg).
  type: dict
  returned: when a call failed
  contains:
    operation:
      description: The operation of the admin API.
      type: str
      returned: success
    id:
      description: The object that it was about.
      type: str
      returned: success
    status:
      description: The HTTP status of the answer.
      type: int
      returned: success
    error:
      description: The error as Hydra names it.
      type: str
      returned: success
    error_description:
      description: What Hydra says about it.
      type: str
      returned: success
  sample:
    operation: rotate_client_secret
    id: shop
    status: 404
    error: Unable to locate the resource
    error_description: ""
"""

from ..module_utils._clients.secret_module import run_client_secret


def main() -> None:
    """Run the module."""
    run_client_secret()


if __name__ == "__main__":
    main()
