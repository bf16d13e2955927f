#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client_secret
short_description: Rotate the secret of an OAuth 2.0 client of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Gives a client a new secret while the old one continues to work, and later retires the old one. This way, the services
    that use the secret can be switched over without an outage.
  - Only Hydra 26.3 and newer can do this. On all other versions, a secret can only be replaced, and B(the old one stops
    working immediately). The module therefore refuses to do so, unless O(replace=true). RV(action) and the diff show whether
    the secret was rotated or replaced, or would be in check mode.
  - The module tells from the version whether the server can rotate. For a build that can, but reports a different version,
    set O(server_version=26.3.0).
  - Hydra generates the new secret itself. The file is prepared before the request, so that the secret can be stored. If the
    response is lost anyway, nobody knows that secret, and the module requests another one, once. Secrets that worked before
    continue to work, no matter what is lost.
  - Hydra keeps the five newest old secrets. When a sixth is added, the oldest one stops working.
  - With O(secret_file), a second run changes nothing as long as the file exists, its secret works and it is not older than
    O(max_age). With O(rotate=always), every run generates a new secret.
  - With O(state=retired), Hydra does not report whether there are old secrets. With O(old_secret), a second run changes
    nothing. Without it, the request is sent on every run and a change is reported. Set C(changed_when) if you know better.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  client_id:
    description: The ID of the client, which must exist and have a secret.
    type: str
    required: true
  state:
    description:
      - V(rotated) means that the client gets a new secret if it needs one, see O(rotate).
      - V(retired) means that only the newest secret works. If the server cannot rotate, there are no other secrets, and
        nothing changes.
    type: str
    choices: [rotated, retired]
    default: rotated
  secret_file:
    description:
      - A file that contains the client's secret, on the host that runs the module. A new secret is written to it with mode
        C(0600). A secret that the module itself generates is written before it is sent to the server.
      - The new file belongs to the same user as the one that it replaces. If that is not possible, the module fails before the
        secret is generated or replaced.
      - Only one run at a time works with files in the same directory; other runs wait for it.
      - With O(state=retired) and O(public_url), nothing is retired unless the secret in the file works.
      - Mutually exclusive with O(client_secret).
    type: path
  client_secret:
    description:
      - With O(state=rotated), the new secret of the client. Hydra accepts a given secret only as a replacement, so all other
        secrets stop working immediately, even if the server can rotate. Needs O(replace=true), and either O(public_url), to
        check whether the secret is already correct, or O(rotate=always).
      - With O(state=retired) and O(public_url), nothing is retired unless this secret works.
      - A secret that ends with a line break is rejected.
      - Mutually exclusive with O(secret_file).
    type: str
  rotate:
    description:
      - V(when_needed) rotates the secret if O(secret_file) does not exist or is older than O(max_age), or if O(public_url)
        is set and the secret does not work. This is the default.
      - V(always) rotates it on every run.
    type: str
    choices: [when_needed, always]
  replace:
    description:
      - Whether the secret may be replaced if it cannot be rotated. Everyone who uses the old secret loses access
        immediately.
      - Otherwise, a secret that is due for rotation is an error on such servers, in check mode too.
    type: bool
    default: false
  max_age:
    description:
      - The maximum age of O(secret_file), determined from its modification time, as a duration such as V(90d) or V(36h).
    type: str
  return_secret:
    description:
      - Whether to return a generated secret. Use C(no_log) on the task.
      - Without O(secret_file), this is the only way to obtain a new secret, and O(rotate=always) is required.
    type: bool
    default: false
  old_secret:
    description:
      - With O(state=retired), one of the secrets that should stop working. If it no longer works, nothing is sent.
      - A secret that ends with a line break is rejected.
      - Needs O(public_url).
      - Mutually exclusive with O(old_secret_file).
    type: str
  old_secret_file:
    description:
      - A file that contains O(old_secret), on the host that runs the module. As with O(secret_file), a line break at its end
        is not part of the secret, but spaces are.
      - Mutually exclusive with O(old_secret).
    type: path
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_server_info
"""

EXAMPLES = r"""
# The directory of a secret_file must exist. Rotation needs Hydra 26.3 or newer; every version can replace a secret.
- name: Rotate the secret every 90 days while the old one continues to work
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    secret_file: /etc/shop/oauth2-secret
    max_age: 90d
  notify: Restart the shop

- name: Retire the old secret once all services use the new one
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    state: retired
    secret_file: /etc/shop/oauth2-secret
    old_secret: "{{ shop_secret_of_yesterday }}"

- name: Replace the secret every 90 days; the old one stops working immediately
  ory.hydra.hydra_client_secret:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: shop
    secret_file: /etc/shop/oauth2-secret
    max_age: 90d
    replace: true
  notify: Restart the shop

- name: Rotate the secret now and return it, for a vault
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
    - The action that was taken, or would be taken in check mode. V(rotated) means that there is a new secret and the
      previous ones still work. V(replaced) means that there is a new secret and the previous ones stopped working.
      V(retired) means that the previous secrets stopped working. V(unchanged) means that nothing changed.
  type: str
  returned: success
  sample: rotated
client:
  description: The client as returned by the server, or as it is now in check mode, without its secret.
  type: dict
  returned: success
  sample:
    client_id: shop
    token_endpoint_auth_method: client_secret_basic
    updated_at: "2026-11-21T08:01:54Z"
secret_status:
  description:
    - V(generated) means that a new secret was generated, and V(set) that the given secret was written. V(verified) means
      that the server confirmed the secret that is given or in the file, and V(unchecked) that there is such a secret, but
      the server was not asked. V(unknown) means that the module does not know the secret.
  type: str
  returned: success
  sample: generated
client_secret:
  description: The secret that was generated in this run.
  type: str
  returned: >-
    when O(return_secret=true) and a secret was generated, not in check mode; after a failure, only if the server may have
    stored it
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
