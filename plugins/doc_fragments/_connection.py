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
      - A request carries either this token, a token that is obtained with O(auth_client_id), a password, or
        C(Authorization) in O(headers). If the task sets one and the environment another one, the one from the task is used.
        Setting two of them in the task, or two in the environment, is an error.
    type: str
  auth_token_url:
    description:
      - The URL of the token endpoint of an OAuth 2.0 server, such as V(https://auth.example.com/oauth2/token). The module
        obtains an access token there, with the grant type C(client_credentials), and sends it to the gateway in front of the
        admin API.
      - A task obtains a token when it first needs one. It obtains another one shortly before this one expires, or if the
        gateway answers with status 401, and then repeats the request.
      - Redirects are not followed.
      - If not set, the environment variable E(HYDRA_AUTH_TOKEN_URL) is used.
      - Required if O(auth_client_id) is set, unless O(auth_issuer) is. Setting both is an error.
    type: str
  auth_issuer:
    description:
      - The URL of an OAuth 2.0 server whose metadata say where its token endpoint is, instead of O(auth_token_url). The
        metadata are read from C(/.well-known/openid-configuration) below this URL, or from where RFC 8414 has them.
      - It must be the same URL as the C(issuer) in the metadata.
      - If not set, the environment variable E(HYDRA_AUTH_ISSUER) is used.
    type: str
  auth_client_id:
    description:
      - The ID of the OAuth 2.0 client for which an access token is obtained. It also needs O(auth_token_url) or
        O(auth_issuer), and O(auth_client_secret) or O(auth_private_key).
      - If not set, the environment variable E(HYDRA_AUTH_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - The secret of the client in O(auth_client_id).
      - If not set, the environment variable E(HYDRA_AUTH_CLIENT_SECRET) is used.
      - Mutually exclusive with O(auth_private_key).
    type: str
  auth_private_key:
    description:
      - The private key of the client in O(auth_client_id), if it authenticates with C(private_key_jwt) (RFC 7523). A PEM that
        is not encrypted, or a JSON Web Key, as a dictionary or as JSON.
      - RSA, EC and Ed25519 keys can be used. The algorithm is the C(alg) of the JSON Web Key. Without it, RS256 is used for
        RSA, and for other keys the only algorithm of their curve, such as ES256.
      - Needs the Python library C(cryptography) on the host that runs the module.
      - If not set, the environment variable E(HYDRA_AUTH_PRIVATE_KEY) is used.
    type: raw
  auth_private_key_id:
    description:
      - The C(kid) that the OAuth 2.0 server knows O(auth_private_key) by. If not set, the C(kid) of the JSON Web Key is used,
        if it has one.
      - If not set, the environment variable E(HYDRA_AUTH_PRIVATE_KEY_ID) is used.
    type: str
  auth_method:
    description:
      - How the client sends O(auth_client_secret), which is its C(token_endpoint_auth_method) on the OAuth 2.0 server.
      - If not set, V(client_secret_basic) is used, or V(client_secret_post) if the metadata of O(auth_issuer) list only that.
      - If not set, the environment variable E(HYDRA_AUTH_METHOD) is used.
    type: str
    choices: [client_secret_basic, client_secret_post]
  auth_scope:
    description:
      - The scopes to request for the access token.
      - If not set, the environment variable E(HYDRA_AUTH_SCOPE) is used.
    type: list
    elements: str
  auth_audience:
    description:
      - The audiences to request for the access token, in the parameter C(audience). This is not part of the standard, but
        servers such as Ory Hydra and Auth0 have it.
      - If not set, the environment variable E(HYDRA_AUTH_AUDIENCE) is used.
    type: list
    elements: str
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
      - A file with a client certificate in PEM format, for a server that demands one (mutual TLS). It may also contain the
        private key. The certificate is used for O(admin_url) only.
      - If not set, the environment variable E(HYDRA_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - A file with the private key of O(client_cert) in PEM format.
      - If not set, the environment variable E(HYDRA_CLIENT_KEY) is used.
    type: path
  client_key_passphrase:
    description:
      - The passphrase of the private key, if it is encrypted.
      - If not set, the environment variable E(HYDRA_CLIENT_KEY_PASSPHRASE) is used.
    type: str
  timeout:
    description:
      - How many seconds to wait for a connection, and for the next part of a response. The whole response may take ten times
        as long.
      - Must be above 0, and at most 86400, which is one day.
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
  - cryptography, if O(auth_private_key) is set
notes:
  - The environment variables are read on the host that runs the module, which is the controller for local connections. An
    empty variable counts as not set.
  - Supports Hydra 1.0.0-rc.6 and newer, and is tested with 26.2.0, 2.3.0 and 1.11.10. Anything the server does not support
    is rejected before anything is written.
"""

    OPTIONAL: str


# For a module that can do without a server. Checkers of YAML read every text of the class, and this is none to read.
ModuleDocFragment.OPTIONAL = ModuleDocFragment.DOCUMENTATION.replace("    required: true\n", "", 1)
