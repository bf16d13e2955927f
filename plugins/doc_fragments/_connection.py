# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """Connection options."""

    DOCUMENTATION = r"""
options:
  admin_url:
    description:
      - The URL of Hydra's admin API, which listens on port 4445 by default. If the URL has a path, it is kept. Omit
        C(/admin); the module adds it for servers that need it.
      - For a server that listens on a Unix socket, V(unix://) and the absolute path of the socket, such as
        V(unix:///run/hydra/admin.sock). Proxies and the options for TLS do not apply to it.
      - Redirects are not followed.
      - If not set, the environment variable E(HYDRA_ADMIN_URL) is used.
    type: str
    required: true
    aliases: [url]
  public_url:
    description:
      - The URL of Hydra's public API, which listens on port 4444 by default, or a Unix socket as in O(admin_url).
      - It is used to check whether a client's secret is correct. Credentials for O(admin_url) are not sent to it.
      - If not set, the environment variable E(HYDRA_PUBLIC_URL) is used.
    type: str
  api_token:
    description:
      - A bearer token for a gateway in front of the admin API. Hydra itself does not require one.
      - If not set, the environment variable E(HYDRA_API_TOKEN) is used.
      - A request carries either a token or a password. If the task sets one and the environment the other, the one from the
        task is used. Setting both in the task, or both in the environment, is an error.
    type: str
  username:
    description:
      - The user name for HTTP Basic authentication at a gateway in front of the admin API.
      - If not set, the environment variable E(HYDRA_USERNAME) is used.
      - Required together with O(password).
    type: str
  password:
    description:
      - The password for HTTP Basic authentication at a gateway in front of the admin API.
      - If not set, the environment variable E(HYDRA_PASSWORD) is used.
    type: str
  validate_certs:
    description:
      - Whether to verify the certificates of C(https://) servers. For your own certificate authority, set O(ca_path) rather
        than disabling this.
      - If not set, the environment variable E(HYDRA_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a directory prepared with C(c_rehash), of certificate authorities to trust instead of the system's.
      - If not set, the environment variable E(HYDRA_CA_PATH) is used.
    type: path
  client_cert:
    description:
      - A file with a client certificate in PEM format. It may also contain the private key.
      - If not set, the environment variable E(HYDRA_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - A file with the private key of O(client_cert) in PEM format.
      - If not set, the environment variable E(HYDRA_CLIENT_KEY) is used.
    type: path
  timeout:
    description:
      - How many seconds to wait for a connection, and for the next part of a response. The whole response may take ten times
        as long.
      - If not set, the environment variable E(HYDRA_TIMEOUT) is used.
    type: float
    default: 30
  retries:
    description:
      - How often to retry a request that did not reach the server, or that was rejected with status 429 or 503. Read
        requests are also retried after status 502 or 504 or a lost connection. C(Retry-After) is honored up to 30 seconds.
      - A write whose response was lost is retried only after checking whether it took effect.
      - If not set, the environment variable E(HYDRA_RETRIES) is used.
    type: int
    default: 3
  headers:
    description:
      - Headers to send with every request to the admin API.
      - Headers that contain credentials are never printed. A header is treated as a credential because of its name, such as
        C(Authorization), C(Cookie) or C(X-Api-Key), or because its value looks generated, that is, has 16 or more characters
        including letters and digits.
      - If not set, the environment variable E(HYDRA_HEADERS) is used, as JSON.
    type: dict
  use_proxy:
    description:
      - Whether to use the proxies set in the environment (E(HTTPS_PROXY) and others). If there are none, those of the system
        settings are used on macOS.
      - If not set, the environment variable E(HYDRA_USE_PROXY) is used.
    type: bool
    default: true
  server_version:
    description:
      - The version of Hydra, such as V(1.11.10). If set, the server is not asked for its version, but is expected to behave
        like this one.
      - Only needed if the version cannot be detected correctly, because a gateway hides it or a custom build reports a
        different one. Otherwise, a server that does not report its version is recognized by its behavior.
      - If not set, the environment variable E(HYDRA_SERVER_VERSION) is used.
    type: str
  connection:
    description:
      - The connection options as one dictionary with the same names as here, for example to choose between servers with a
        variable.
      - An option in it takes precedence over the option of the same name, wherever that is set. Likewise, a credential in it
        takes precedence over a credential of another kind. Options that it does not contain are taken from their usual
        places.
    type: dict
requirements:
  - requests >= 2.28
notes:
  - The environment variables are read on the host that runs the module, which is the controller for local connections. An
    empty variable counts as not set.
  - Supports Hydra 1.0.0-rc.6 and newer, and is tested with 26.2.0, 2.3.0 and 1.11.10. Anything the server does not support
    is rejected before anything is written.
"""

    # For a module that can do without a server.
    OPTIONAL = DOCUMENTATION.replace("    required: true\n", "", 1)
