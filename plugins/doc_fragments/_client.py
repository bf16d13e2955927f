# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# One text serves the module for one client and the entries of the module for many.

_FIELDS = r"""
client_id:
  description:
    - The id of the client. Where it is not given, the client is found by O({prefix}client_name), and O({prefix}owner) if that is given.
    - >-
      Hydra 2.0.0 to 2.1.2 choose ids themselves: there a client that does not exist under this id is found by
      O({prefix}client_name) and O({prefix}owner), and its id is returned. To rename a client, give that id.
  type: str
state:
  description: Whether the client should be there.
  type: str
  choices: [present, absent]
  default: present
client_secret:
  description:
    - The secret of the client, at least six characters. See O({prefix}update_secret) for when it is written.
    - A secret that ends with a line break is refused.
    - Clients with O({prefix}token_endpoint_auth_method) V(none) or V(private_key_jwt) have none.
    - Mutually exclusive with O({prefix}secret_file).
  type: str
secret_file:
  description:
    - A file that holds the secret, on the machine where the module runs. Its content counts as given in O({prefix}client_secret).
    - Where the file does not exist and the client does not either, a secret is generated and written to it,
      with mode C(0600), before the client is created.
    - A file that another run creates meanwhile is never replaced. If the server refuses the client, the file is removed again.
      A file whose time is 1970-01-01 contains a secret that was to replace another one when the run was interrupted; the next run sends it.
    - Where the file does not exist but the client does, its secret is left as it is, with a warning, unless O({prefix}update_secret=always).
  type: path
preset:
  description:
    - What kind of application it is. Fields that the client itself does not give are taken from it.
    - V(web), a web application with a server side that can keep a secret.
    - V(spa), a single-page application, and V(native), one on a phone or a desktop (RFC 8252). They have no secret and use PKCE.
    - V(machine), one that acts for itself, with client credentials.
    - V(device), one whose user logs in on another device (RFC 8628). Needs Hydra 25.4.0 or newer.
    - V(federated), one that swaps assertions of a trusted issuer for tokens (RFC 7523). It authenticates with a key, from
      O({prefix}jwks) or O({prefix}jwks_uri). Needs Hydra 1.11.0 or newer.
    - They give the grants, the response types and the authentication that the best current practice asks for (RFC 9700).
      M(ory.hydra.hydra_clients) takes presets of your own, too.
  type: str
return_secret:
  description:
    - Whether a secret that is generated is returned; one that was given never is. Use it with C(no_log) on the task.
    - A generated secret needs this or O({prefix}secret_file), or the task refuses to make one.
    - A run that is killed cannot return anything, and nobody knows the secret then. With O({prefix}secret_file) it is kept in any case.
  type: bool{default}
update_secret:
  description:
    - When the secret of an existing client is replaced by the declared one.
    - V(when_wrong) asks the public API whether the declared secret is right, which changes nothing, and replaces it if it is not.
      Needs O(public_url), and is the default where that is given.
    - V(on_create) never replaces it, and is the default elsewhere.
    - V(always) replaces it in every run, which is always a change.
  type: str
  choices: [when_wrong, on_create, always]
exhaustive:
  description:
    - Whether fields that are not given are set back to the server's defaults, instead of left as they are.
    - Members that this collection does not know are always left as they are.
  type: bool{default}
client_name:
  description:
    - A name for people.
  type: str
owner:
  description:
    - Who the client belongs to; any text.
  type: str
redirect_uris:
  description:
    - Where the authorization endpoint may send the user agent back to. Absolute, without fragments.
  type: list
  elements: str
grant_types:
  description:
    - What the client may use at the token endpoint, for instance V(authorization_code), V(refresh_token),
      V(client_credentials), V(urn:ietf:params:oauth:grant-type:device_code).
    - An entry that Hydra is not known to support earns a warning.
  type: list
  elements: str
response_types:
  description:
    - What the client may ask of the authorization endpoint, for instance V(code) or V(code id_token).
  type: list
  elements: str
scope:
  description:
    - The scopes that the client may ask for, in one text with spaces between them, or as a list. Their order does not
      matter.
    - >-
      A client without any scope is impossible since Hydra 1.0: V(null) and an empty text mean
      V(offline_access offline openid). Where the server is configured with another default, give the
      scope instead.
  type: str
audience:
  description:
    - The audiences that the client may ask for.
  type: list
  elements: str
token_endpoint_auth_method:
  description:
    - >-
      How the client authenticates: V(client_secret_basic), V(client_secret_post), V(private_key_jwt)
      or V(none) for a public client.
    - V(null) means V(client_secret_basic).
  type: str
token_endpoint_auth_signing_alg:
  description:
    - The algorithm that signs the client's assertions with O({prefix}token_endpoint_auth_method=private_key_jwt).
    - Needs Hydra 1.5.0 or newer.
  type: str
jwks:
  description:
    - >-
      The client's public keys, a JSON Web Key Set: a dictionary with a list C(keys). Compared key by
      key; members that Hydra does not keep do not count.
    - In results, a key whose private members are left out has C(hidden=true). Given back, it means the key that the server has.
    - Setting it removes O({prefix}jwks_uri).
  type: dict
jwks_uri:
  description:
    - Where the client publishes its keys. Setting it removes O({prefix}jwks).
  type: str
subject_type:
  description:
    - Whether all clients see the same identifier of a user (V(public)) or each sees its own (V(pairwise)),
      which needs configuration of the server.
    - V(null) means V(public).
  type: str
sector_identifier_uri:
  description:
    - An V(https://) address of a file with redirect URIs that share a pairwise identifier. The server fetches
      it.
  type: str
userinfo_signed_response_alg:
  description:
    - Whether the userinfo endpoint answers with signed JWTs, V(none) or V(RS256). V(null) means V(none).
  type: str
request_uris:
  description:
    - Addresses of request objects that the client may use.
  type: list
  elements: str
request_object_signing_alg:
  description:
    - The algorithm that request objects must be signed with.
  type: str
access_token_strategy:
  description:
    - The kind of access tokens that the client gets, V(jwt) or V(opaque). Not set, the server's setting holds.
    - Needs Hydra 2.1.0 or newer.
  type: str
skip_consent:
  description:
    - Whether the consent screen is skipped for this client.
    - Needs Hydra 2.1.0 or newer.
  type: bool
skip_logout_consent:
  description:
    - Whether the logout screen is skipped for this client. Not set is a state of its own.
    - Needs Hydra 2.2.0 or newer.
  type: bool
post_logout_redirect_uris:
  description:
    - Where the user agent may be sent after a logout. Scheme, host and port must be those of one of
      O({prefix}redirect_uris), where the case of the letters of the host counts.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: list
  elements: str
frontchannel_logout_uri:
  description:
    - An address that the user agent loads on logout.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: str
frontchannel_logout_session_required:
  description:
    - Whether issuer and session id are sent to O({prefix}frontchannel_logout_uri).
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: bool
backchannel_logout_uri:
  description:
    - An address that the server calls on logout.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: str
backchannel_logout_session_required:
  description:
    - Whether the session id is sent to O({prefix}backchannel_logout_uri).
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: bool
allowed_cors_origins:
  description:
    - Origins that may call the public API from a browser as this client. The server renders them anew, which
      is no difference.
  type: list
  elements: str
contacts:
  description:
    - How to reach those responsible, usually e-mail addresses.
  type: list
  elements: str
client_uri:
  description:
    - The client's home page.
  type: str
logo_uri:
  description:
    - The client's logo.
  type: str
policy_uri:
  description:
    - The client's privacy policy.
  type: str
tos_uri:
  description:
    - The client's terms of service.
  type: str
metadata:
  description:
    - Any data of yours, usually a dictionary. Replaced as a whole and compared by value.
    - >-
      A number that is the same as the server's, as far as Ansible's floating point numbers can tell, is left as the server
      has it, to the last digit. In results, a number that they cannot represent is a text.
    - Needs Hydra 1.0.9 or newer.
  type: raw
authorization_code_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the authorization code grant, as a Go duration such as V(90m) or
      V(1h30m), or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
authorization_code_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the authorization code grant, as a Go duration such as V(90m) or V(1h30m), or
      in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
authorization_code_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the authorization code grant, as a Go duration such as V(90m) or
      V(1h30m), or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
client_credentials_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the client credentials grant, as a Go duration such as V(90m) or
      V(1h30m), or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
implicit_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the implicit grant, as a Go duration such as V(90m) or V(1h30m), or in
      days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
implicit_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the implicit grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
jwt_bearer_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the JWT bearer grant, as a Go duration such as V(90m) or V(1h30m), or in
      days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
password_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the password grant, as a Go duration such as V(90m) or V(1h30m), or in
      days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer, but older than 2.0.0.
  type: str
password_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the password grant, as a Go duration such as V(90m) or V(1h30m), or in
      days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer, but older than 2.0.0.
  type: str
refresh_token_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or
      in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
refresh_token_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or in
      days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
refresh_token_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or
      in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 1.11.9 or newer.
  type: str
device_authorization_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the device authorization grant, as a Go duration such as V(90m) or
      V(1h30m), or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 25.4.0 or newer.
  type: str
device_authorization_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the device authorization grant, as a Go duration such as V(90m) or V(1h30m),
      or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 25.4.0 or newer.
  type: str
device_authorization_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the device authorization grant, as a Go duration such as V(90m) or
      V(1h30m), or in days such as V(30d). Not set, the server's setting holds.
    - Needs Hydra 25.4.0 or newer.
  type: str
"""


def _fields(prefix: str, default: str, indent: str) -> str:
    text = _FIELDS.strip("\n").replace("{prefix}", prefix).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """What an OAuth 2.0 client is made of."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _fields("", "\n  default: false", "  ")

    LIST: str = r"""
options:
  clients:
    description:
      - The clients. Each entry has the options of M(ory.hydra.hydra_client).
      - Not mentioned, a field is left as it is; V(null) sets it back to the server's default; an empty list empties it.
    type: list
    elements: dict
    required: true
    suboptions:
""" + _fields("clients[].", "", "      ")
