# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The rules for OAuth 2.0 clients: how they log people in and out, and who can take part. Pure."""

from __future__ import annotations

import fnmatch
import re
import typing as t

from .._clients.description import AUTH_METHOD
from .._values.versions import Range
from .client import Client
from .credential_rules import CREDENTIAL_RULES
from .rule import Flaw, Limits, Reference, Rule, Untold, Verdicts, listed, rfc

_MOST_HOSTS = 3
_LOCALHOST = re.compile("//localhost(?=[:/?]|$)", re.IGNORECASE)
_AFTER_HOST = re.compile("[:/?#]")

_BACK_CHANNEL = Reference(
    "OpenID Connect Back-Channel Logout 1.0 section 2.2",
    "https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRegistration",
)
_CORS = Reference("Ory Hydra: CORS", "https://www.ory.com/docs/hydra/guides/cors")
_CONSENT = Reference("Ory Hydra: skipped consent", "https://www.ory.com/docs/oauth2-oidc/skip-consent")


# Grants and response types


def _implicit_grant(client: Client, _limits: Limits) -> Verdicts:
    if "implicit" in client.grants:
        yield Flaw(
            "grant_types",
            "grant_types contains implicit",
            "Use the authorization code grant with PKCE",
            _with_code(client),
        )


def _password_grant(client: Client, _limits: Limits) -> Verdicts:
    if "password" in client.grants:
        yield Flaw(
            "grant_types",
            "grant_types contains password",
            "Use the authorization code grant with PKCE for users, and client_credentials for machines",
            _with_code(client),
        )


def _with_code(client: Client) -> t.Dict[str, t.Any]:
    """Return the grants of a client without those that must not be used, and with the one that replaces them."""
    kept = [one for one in client.grants if one not in ("authorization_code", "implicit", "password")]
    return {"grant_types": ["authorization_code", *kept]}


def _token_response(client: Client, _limits: Limits) -> Verdicts:
    risky = [one for one in client.responses if "token" in one.split()]
    if risky:
        kept = [" ".join(word for word in one.split() if word != "token") for one in client.responses]
        yield Flaw(
            "response_types",
            "response_types contains %s" % listed(risky),
            "Let the application get its access tokens from the token endpoint",
            {"response_types": list(dict.fromkeys(one for one in kept if one)) or ["code"]},
        )


def _public_machine(client: Client, _limits: Limits) -> Verdicts:
    if client.public and "client_credentials" in client.grants:
        yield Flaw(
            AUTH_METHOD,
            "token_endpoint_auth_method is none, and grant_types contains client_credentials",
            "Authenticate the client, or remove the grant",
            {AUTH_METHOD: "client_secret_basic"},
        )


# Redirect URIs


def _plain_http_redirect(client: Client, _limits: Limits) -> Verdicts:
    risky = [one for one in client.redirects if one.url.scheme == "http" and not one.local]
    if risky:
        texts = {one.text for one in risky}
        yield Flaw(
            "redirect_uris",
            "redirect_uris contains %s" % listed([one.shown for one in risky]),
            "Use https://",
            client.replaced("redirect_uris", lambda one: "https" + one[4:] if one in texts else one),
        )


def _localhost_redirect(client: Client, _limits: Limits) -> Verdicts:
    risky = [one for one in client.redirects if one.url.scheme == "http" and one.host == "localhost"]
    if risky:
        yield Flaw(
            "redirect_uris",
            "redirect_uris contains %s" % listed([one.shown for one in risky]),
            "Use the address 127.0.0.1 or [::1], in the application too",
            client.replaced("redirect_uris", lambda one: _LOCALHOST.sub("//127.0.0.1", one)),
        )


def _wildcard_redirect(client: Client, _limits: Limits) -> Verdicts:
    risky = [one for one in client.redirects if "*" in one.text]
    if risky:
        texts = {one.text for one in risky}
        yield Flaw(
            "redirect_uris",
            "redirect_uris contains %s" % listed([one.shown for one in risky]),
            "Register every redirect URI in full",
            client.replaced("redirect_uris", lambda one: None if one in texts else one),
        )


def _many_redirect_hosts(client: Client, _limits: Limits) -> Verdicts:
    hosts = list(dict.fromkeys(one.host for one in client.redirects if one.of_web and not one.local))
    if len(hosts) > _MOST_HOSTS:
        yield Flaw(
            "redirect_uris",
            "redirect_uris leads to %d hosts: %s" % (len(hosts), listed(hosts)),
            "Register a separate client for each application",
        )


def _scheme_without_dot(client: Client, _limits: Limits) -> Verdicts:
    own = [one for one in client.redirects if one.url.scheme and not one.of_web and "." not in one.url.scheme]
    if own:
        yield Flaw(
            "redirect_uris",
            "redirect_uris contains %s" % listed([one.shown for one in own]),
            "Use a scheme that is a domain of yours in reverse, such as com.example.app:/callback, or an https:// "
            "address that the system hands to the application",
        )


# Browsers


def _any_origin(client: Client, _limits: Limits) -> Verdicts:
    origins = client.texts("allowed_cors_origins")
    risky = [one for one in origins if _is_any(one)]
    if risky:
        yield Flaw(
            "allowed_cors_origins",
            "allowed_cors_origins contains %s" % listed(risky),
            "List the origins of the application",
            {"allowed_cors_origins": [one for one in origins if one not in risky]},
        )


def _is_any(origin: str) -> bool:
    """Tell whether anybody can have an origin that a pattern matches: ``*``, ``https://*`` or ``https://*.com``.

    In the glob that servers make of it, ``*`` ends at a dot and ``**`` does not. Either in the last two labels is in
    the part of a name that is for sale: others match ``https://a.*.com`` and ``https://a.**``, too.
    """
    host = _AFTER_HOST.split(origin.rpartition("//")[2])[0].rstrip(".")
    return any("*" in label for label in host.split(".")[-2:])


def _skipped_consent(client: Client, limits: Limits) -> Verdicts:
    if not client.flag("skip_consent"):
        return
    if limits.first_party is None:
        yield Untold("which clients are your own is not known: set first_party_owners")
    elif not any(fnmatch.fnmatchcase(client.text("owner"), pattern) for pattern in limits.first_party):
        yield Flaw(
            "skip_consent",
            "skip_consent is true, and owner is %s" % (client.text("owner") or "not set"),
            "Ask users for consent",
            {"skip_consent": False},
        )


def _unannounced_logout(client: Client, _limits: Limits) -> Verdicts:
    channels = ("backchannel", "frontchannel")
    if any(client.text("%s_logout_uri" % one) for one in channels):
        return
    signs = [name for name in ("%s_logout_session_required" % one for one in channels) if client.flag(name)]
    if client.texts("post_logout_redirect_uris") and not client.public:
        signs.append("post_logout_redirect_uris")
    if signs:
        yield Flaw(
            "backchannel_logout_uri",
            "%s is set, and neither backchannel_logout_uri nor frontchannel_logout_uri" % listed(signs),
            "Set backchannel_logout_uri to the address where the application ends its session",
        )


CLIENT_RULES: t.Tuple[Rule[Client], ...] = (
    Rule(
        "client-implicit-grant",
        "high",
        "clients with the implicit grant",
        "Access tokens become part of a URL, which ends up in browser history and logs, and nothing binds them to the "
        "application that requested them.",
        (rfc(9700, "2.1.2"),),
        _implicit_grant,
    ),
    Rule(
        "client-password-grant",
        "high",
        "clients with the password grant",
        "The application sees users' passwords, users get used to entering them anywhere, and multi-factor "
        "authentication is impossible.",
        (rfc(9700, "2.4"),),
        _password_grant,
    ),
    Rule(
        "client-token-response-type",
        "high",
        "response types that contain token",
        "The authorization endpoint then returns access tokens in a URL, where they leak as with the implicit grant.",
        (rfc(9700, "2.1.2"),),
        _token_response,
    ),
    Rule(
        "client-public-client-credentials",
        "medium",
        "clients with the client_credentials grant that do not authenticate",
        "Anyone who knows the client ID could act as the client. Hydra refuses this grant to public clients, so it "
        "does not work either.",
        (rfc(6749, "4.4"),),
        _public_machine,
    ),
    Rule(
        "client-plain-http-redirect",
        "high",
        "redirect URIs with http://, except loopback addresses",
        "Anyone who can read or change network traffic can steal authorization codes and tokens.",
        (rfc(9700, "2.6"),),
        _plain_http_redirect,
    ),
    Rule(
        "client-localhost-redirect",
        "low",
        "loopback redirect URIs that use the name localhost",
        "The name can resolve to another interface or machine, where another program may be listening.",
        (rfc(8252, "8.3"),),
        _localhost_redirect,
    ),
    Rule(
        "client-wildcard-redirect",
        "medium",
        "redirect URIs that contain *",
        "Hydra compares redirect URIs character by character, as RFC 9700 requires, so a pattern matches no address "
        "and the login fails. A gateway that does expand it lets an attacker choose where codes are sent.",
        (rfc(9700, "2.1"), rfc(9700, "4.1.3")),
        _wildcard_redirect,
    ),
    Rule(
        "client-many-redirect-hosts",
        "low",
        "clients whose redirect URIs lead to more than %d hosts" % _MOST_HOSTS,
        "Several applications share one ID, secret, scope and consent. A weakness in one affects all of them, and "
        "none can be disabled on its own.",
        (rfc(9700, "4.1"),),
        _many_redirect_hosts,
    ),
    Rule(
        "client-scheme-without-dot",
        "medium",
        "redirect URIs with a private-use scheme that contains no dot",
        "Any application on the device can register the same scheme and receive the codes. A domain name in reverse "
        "order shows whose scheme it is, and avoids collisions.",
        (rfc(8252, "7.1"), rfc(8252, "8.6")),
        _scheme_without_dot,
    ),
    Rule(
        "client-any-cors-origin",
        "high",
        "clients that allow CORS from any origin",
        "Scripts on any website can call the token endpoint as this client, and read the responses.",
        (rfc(9700, "2.6"), _CORS),
        _any_origin,
    ),
    Rule(
        "client-skipped-consent",
        "medium",
        "clients with skip_consent=true whose owner is not in first_party_owners",
        "A third-party application gets access to users' data without asking them.",
        (rfc(6749, "10.2"), _CONSENT),
        _skipped_consent,
        Range("2.1.0"),
    ),
    Rule(
        "client-unannounced-logout",
        "low",
        "clients that take part in logout, but have no logout URI",
        "When a user logs out elsewhere, the session in this application continues.",
        (_BACK_CHANNEL,),
        _unannounced_logout,
        Range("1.0.0-rc.10"),
    ),
    *CREDENTIAL_RULES,
)
