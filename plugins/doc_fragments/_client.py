# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# Shared by the module for a single client and the entries of the bulk module.

_FIELDS = r"""
client_id:
  description:
    - The ID of the client. If not set, the client is looked up by O({prefix}client_name), and by O({prefix}owner) if that is
      set.
    - Hydra 2.0.0 to 2.1.2 choose IDs themselves. On these versions, a client that does not exist under this ID is looked up
      by O({prefix}client_name) and O({prefix}owner), and its actual ID is returned. To rename a client, use the returned ID.
  type: str
state:
  description: Whether the client should exist.
  type: str
  choices: [present, absent]
  default: present
client_secret:
  description:
    - The secret of the client, at least six characters. See O({prefix}update_secret) for when it is written.
    - A secret that ends with a line break is rejected.
    - Clients with O({prefix}token_endpoint_auth_method=none) or O({prefix}token_endpoint_auth_method=private_key_jwt) do not
      have a secret.
    - Mutually exclusive with O({prefix}secret_file).
  type: str
secret_file:
  description:
    - A file that contains the secret, on the host that runs the module. Its content is used like O({prefix}client_secret).
    - If neither the file nor the client exists, a secret is generated and written to the file, with mode C(0600), before the
      client is created. The directory of the file must exist.
    - A file that another run creates in the meantime is never replaced. If the server rejects the client, the file is
      removed again. A file whose modification time is 1970-01-01 contains a replacement secret from a run that was
      interrupted; the next run sends it.
    - If an existing file is replaced, the new one belongs to the same user. If that is not possible, the task fails before
      the secret is sent.
    - If the client exists but the file does not, the secret is left unchanged and a warning is issued, unless
      O({prefix}update_secret=always).
  type: path
preset:
  description:
    - The kind of application. Fields that the client itself does not set are taken from the preset.
    - V(web) is a web application with a server side that can keep a secret.
    - V(spa) is a single-page application, and V(native) is an app on a phone or desktop (RFC 8252). They have no secret and
      use PKCE.
    - V(machine) is an application that acts on its own behalf, with client credentials.
    - V(device) is an application whose user logs in on another device (RFC 8628). Needs Hydra 25.4.0 or newer.
    - V(federated) is an application that exchanges assertions of a trusted issuer for tokens (RFC 7523). It authenticates
      with a key from O({prefix}jwks) or O({prefix}jwks_uri). Needs Hydra 1.11.0 or newer.
    - The presets set the grant types, response types and authentication method that the current best practice recommends
      (RFC 9700). M(ory.hydra.hydra_clients) also accepts custom presets.
  type: str
return_secret:
  description:
    - Whether to return a generated secret. A secret that was given is never returned. Use C(no_log) on the task.
    - To generate a secret, either this or O({prefix}secret_file) is required; otherwise the task fails.
    - If a run is killed before it returns, the generated secret is lost. With O({prefix}secret_file), it is always kept.
  type: bool{default}
update_secret:
  description:
    - When to replace the secret of an existing client with the declared one.
    - V(when_wrong) asks the public API whether the declared secret is correct, which changes nothing, and replaces it if it
      is not. Needs O(public_url), and is the default if that is set.
    - V(on_create) never replaces it, and is the default otherwise.
    - V(always) replaces it on every run, and always reports a change.
  type: str
  choices: [when_wrong, on_create, always]
exhaustive:
  description:
    - Whether to reset fields that are not set to the server's defaults instead of leaving them unchanged.
    - Members that this collection does not know are always left unchanged.
  type: bool{default}
client_name:
  description:
    - Human-readable name.
  type: str
owner:
  description:
    - The owner of the client, as arbitrary text.
  type: str
redirect_uris:
  description:
    - The URIs to which the authorization endpoint may redirect the user agent. They must be absolute and must not contain
      fragments.
    - A relative URI triggers a warning, as Hydra accepts it but never redirects to it. So does a client with
      V(authorization_code) or V(implicit) in O({prefix}grant_types) that has no redirect URI.
  type: list
  elements: str
grant_types:
  description:
    - The grant types that the client may use at the token endpoint, for example V(authorization_code), V(refresh_token),
      V(client_credentials), V(urn:ietf:params:oauth:grant-type:device_code).
    - An entry that Hydra is not known to support triggers a warning.
  type: list
  elements: str
response_types:
  description:
    - The response types that the client may request from the authorization endpoint, for example V(code) or V(code
      id_token).
  type: list
  elements: str
scope:
  description:
    - The scopes that the client may request, as a single string separated by spaces, or as a list. Their order does not
      matter.
    - Since Hydra 1.0, a client cannot be without any scope. V(null) and an empty string mean V(offline_access offline
      openid). If the server is configured with a different default, set the scope explicitly.
  type: str
audience:
  description:
    - The audiences that the client may request.
  type: list
  elements: str
token_endpoint_auth_method:
  description:
    - How the client authenticates. One of V(client_secret_basic), V(client_secret_post), V(private_key_jwt), or V(none) for
      a public client.
    - V(null) means V(client_secret_basic).
  type: str
token_endpoint_auth_signing_alg:
  description:
    - The algorithm that the client signs its assertions with if O({prefix}token_endpoint_auth_method=private_key_jwt).
    - Needs Hydra 1.5.0 or newer.
  type: str
jwks:
  description:
    - The client's public keys as a JSON Web Key Set, that is, a dictionary with a list C(keys). The keys are compared one by
      one, ignoring members that Hydra does not store.
    - In results, a key whose private members were omitted has C(hidden=true). If you pass such a key to the module, it
      refers to the key that is stored on the server.
    - The filter P(ory.hydra.jwks#filter) makes a set from PEM files.
    - Setting this removes O({prefix}jwks_uri).
  type: dict
jwks_uri:
  description:
    - The URL at which the client publishes its keys. Setting this removes O({prefix}jwks).
  type: str
subject_type:
  description:
    - Whether all clients see the same identifier for a user (V(public)) or each client sees a different one (V(pairwise)).
      The latter has to be configured on the server, and cannot be used with O({prefix}access_token_strategy=jwt).
    - V(null) means V(public).
  type: str
sector_identifier_uri:
  description:
    - The V(https://) URL of a file with redirect URIs that share a pairwise identifier. The server fetches it.
  type: str
userinfo_signed_response_alg:
  description:
    - Whether the userinfo endpoint responds with signed JWTs, V(none) or V(RS256). V(null) means V(none).
  type: str
request_uris:
  description:
    - URLs of request objects that the client may use.
  type: list
  elements: str
request_object_signing_alg:
  description:
    - The algorithm that request objects must be signed with.
  type: str
access_token_strategy:
  description:
    - The kind of access tokens issued to the client, V(jwt) or V(opaque). If not set, the server's setting applies.
    - Needs Hydra 2.1.0 or newer.
  type: str
skip_consent:
  description:
    - Whether to skip the consent screen for this client.
    - Needs Hydra 2.1.0 or newer.
  type: bool
skip_logout_consent:
  description:
    - Whether to skip the logout screen for this client. The server distinguishes between V(false) and not set.
    - Needs Hydra 2.2.0 or newer.
  type: bool
post_logout_redirect_uris:
  description:
    - The URIs to which the user agent may be redirected after logout. Each must have the same scheme, host and port as one
      of O({prefix}redirect_uris). The host is compared case-sensitively.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: list
  elements: str
frontchannel_logout_uri:
  description:
    - The URL that the user agent loads on logout.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: str
frontchannel_logout_session_required:
  description:
    - Whether to send the issuer and session ID to O({prefix}frontchannel_logout_uri).
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: bool
backchannel_logout_uri:
  description:
    - The URL that the server calls on logout.
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: str
backchannel_logout_session_required:
  description:
    - Whether to send the session ID to O({prefix}backchannel_logout_uri).
    - Needs Hydra 1.0.0-rc.10 or newer.
  type: bool
allowed_cors_origins:
  description:
    - Origins from which a browser may call the public API as this client. The server normalizes them, which does not count
      as a difference.
  type: list
  elements: str
contacts:
  description:
    - Contact details of the people responsible, usually email addresses.
  type: list
  elements: str
client_uri:
  description:
    - The URL of the client's home page.
  type: str
logo_uri:
  description:
    - The URL of the client's logo.
  type: str
policy_uri:
  description:
    - The URL of the client's privacy policy.
  type: str
tos_uri:
  description:
    - The URL of the client's terms of service.
  type: str
metadata:
  description:
    - Arbitrary data, usually a dictionary. It is replaced as a whole and compared by value.
    - A number that equals the server's, within the precision of Ansible's floating-point numbers, is left exactly as stored
      on the server. In results, a number that they cannot represent is returned as a string.
    - Needs Hydra 1.0.9 or newer.
  type: raw
authorization_code_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the authorization code grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
authorization_code_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the authorization code grant, as a Go duration such as V(90m) or V(1h30m), or in days such
      as V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
authorization_code_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the authorization code grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
client_credentials_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the client credentials grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
implicit_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the implicit grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
implicit_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the implicit grant, as a Go duration such as V(90m) or V(1h30m), or in days such as V(30d).
      If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
jwt_bearer_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the JWT bearer grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
password_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the password grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer, but older than 2.0.0.
  type: str
password_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the password grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer, but older than 2.0.0.
  type: str
refresh_token_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
refresh_token_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or in days such as
      V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
refresh_token_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the refresh token grant, as a Go duration such as V(90m) or V(1h30m), or in days such
      as V(30d). If not set, the server's setting applies.
    - Needs Hydra 1.11.9 or newer.
  type: str
device_authorization_grant_access_token_lifespan:
  description:
    - Lifespan of access tokens from the device authorization grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). If not set, the server's setting applies.
    - Needs Hydra 25.4.0 or newer.
  type: str
device_authorization_grant_id_token_lifespan:
  description:
    - Lifespan of ID tokens from the device authorization grant, as a Go duration such as V(90m) or V(1h30m), or in days such
      as V(30d). If not set, the server's setting applies.
    - Needs Hydra 25.4.0 or newer.
  type: str
device_authorization_grant_refresh_token_lifespan:
  description:
    - Lifespan of refresh tokens from the device authorization grant, as a Go duration such as V(90m) or V(1h30m), or in days
      such as V(30d). If not set, the server's setting applies.
    - Needs Hydra 25.4.0 or newer.
  type: str
"""


def _fields(prefix: str, default: str, indent: str) -> str:
    text = _FIELDS.strip("\n").replace("{prefix}", prefix).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """Options of an OAuth 2.0 client."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _fields("", "\n  default: false", "  ")

    LIST: str = r"""
requirements:
  - PyYAML, if O(clients_file) is a YAML file
options:
  clients_file:
    description:
      - A JSON or YAML file that contains the list, on the host that runs the module. With thousands of entries, this is much
        faster than O(clients), because Ansible does not have to process them. JSON is faster than YAML.
      - The file contains a list of dictionaries, or a dictionary that contains this list as C(clients) or, as the files of the
        role P(ory.hydra.provision#role) do, as C(provision_clients). Its other members are ignored.
      - Entries are validated like those of O(clients), and their secrets are hidden in the same way.
      - Nothing in the file is a template, and a file encrypted with Ansible Vault is rejected. YAML anchors and merge keys
        are supported. Tags are not, except for C(!unsafe). Dates are strings.
      - Mutually exclusive with O(clients). One of them is required.
    type: path
  clients:
    description:
      - The clients. Each entry has the options of M(ory.hydra.hydra_client).
      - A field that is not set is left unchanged. V(null) resets it to the server's default. An empty list empties it.
    type: list
    elements: dict
    suboptions:
""" + _fields("clients[].", "", "      ")
