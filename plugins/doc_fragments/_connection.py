# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """How Hydra is reached."""

    DOCUMENTATION = r"""
options:
  admin_url:
    description:
      - The address of Hydra's admin API, which listens on port 4445 unless told otherwise.
        A path in front of it is kept. Leave out C(/admin), which is added where the server wants it.
      - Redirects are not followed.
      - If not given, the environment variable E(HYDRA_ADMIN_URL) is used.
    type: str
    required: true
    aliases: [url]
  public_url:
    description:
      - The address of Hydra's public API, which listens on port 4444 unless told otherwise.
      - It is asked whether the secret of a client is right. Credentials for O(admin_url) are not sent to it.
      - If not given, the environment variable E(HYDRA_PUBLIC_URL) is used.
    type: str
  api_token:
    description:
      - A bearer token for a gateway in front of the admin API; Hydra itself asks for none.
      - If not given, the environment variable E(HYDRA_API_TOKEN) is used.
      - A request carries either a token or a password. Where one is given in the task and the other by the environment,
        that of the task is used; both in the task, or both in the environment, are refused.
    type: str
  username:
    description:
      - The user for HTTP Basic authentication at a gateway in front of the admin API.
      - If not given, the environment variable E(HYDRA_USERNAME) is used.
      - Required together with O(password).
    type: str
  password:
    description:
      - The password for HTTP Basic authentication at a gateway in front of the admin API.
      - If not given, the environment variable E(HYDRA_PASSWORD) is used.
    type: str
  validate_certs:
    description:
      - Whether the certificates of C(https://) servers are checked.
        For a certificate authority of your own, prefer O(ca_path) to turning this off.
      - If not given, the environment variable E(HYDRA_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a directory as C(c_rehash) makes it, of certificate authorities to trust instead of the system's.
      - If not given, the environment variable E(HYDRA_CA_PATH) is used.
    type: path
  client_cert:
    description:
      - A file with a client certificate in PEM format; it may hold the private key too.
      - If not given, the environment variable E(HYDRA_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - A file with the private key of O(client_cert) in PEM format.
      - If not given, the environment variable E(HYDRA_CLIENT_KEY) is used.
    type: path
  timeout:
    description:
      - How many seconds to wait for a connection, and for the next part of an answer.
        All of an answer may take ten times as long.
      - If not given, the environment variable E(HYDRA_TIMEOUT) is used.
    type: float
    default: 30
  retries:
    description:
      - How often a request is sent again that did not reach the server, or was turned away with the status 429 or 503;
        reading requests also after the status 502 or 504 or a lost connection.
        C(Retry-After) is honoured up to 30 seconds.
      - A write whose answer was lost is sent again only after a look at what became of it.
      - If not given, the environment variable E(HYDRA_RETRIES) is used.
    type: int
    default: 3
  headers:
    description:
      - Headers that are sent with every request to the admin API.
      - Those that are credentials are never printed. A header is one by its name, such as C(Authorization), C(Cookie) or C(X-Api-Key),
        or because its value looks generated, with 16 or more characters, letters and digits among them.
      - If not given, the environment variable E(HYDRA_HEADERS) is used, as JSON.
    type: dict
  use_proxy:
    description:
      - Whether the proxies that the environment names (E(HTTPS_PROXY) and others) are used.
      - If not given, the environment variable E(HYDRA_USE_PROXY) is used.
    type: bool
    default: true
  server_version:
    description:
      - The version of Hydra, such as V(1.11.10). The server is not asked for it then, but expected to behave like that version.
      - Needed only where it cannot be found out rightly, because a gateway hides the version, or a build of your own
        reports another. Without it, a server that does not tell its version is known by its behaviour.
      - If not given, the environment variable E(HYDRA_SERVER_VERSION) is used.
    type: str
  connection:
    description:
      - Options of the connection as one dictionary, with the names that they have here, for instance to choose between servers
        with a variable.
      - An option in it takes precedence over the option of the same name, wherever that was given; so does a credential over
        one of another kind. An option that is not in it is taken from where it is otherwise.
    type: dict
    version_added: 0.1.0
requirements:
  - requests >= 2.28
notes:
  - The environment variables are read where the module runs, which with a local connection is the controller.
    An empty one counts as not set.
  - Made for Hydra from 1.0.0-rc.6 on, and tested with 26.2.0, 2.3.0 and 1.11.10. What the server at hand does not have is refused before anything is written.
"""
