# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What each generation of Hydra has and how it misbehaves: versions, and tables of what holds from where to where.

To teach the collection a new generation, add a row to `GENERATIONS`; to teach it a new ability or quirk, add a row to
`Features`. No other file compares versions.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._errors import UnsupportedError, UsageError
from .._values.versions import ALWAYS, Range, Version, parse_version


@dataclass(frozen=True)
class Generation:
    """A family of versions that is told apart by its first version.

    :param name: how results and messages call it
    :param since: the first version that belongs to it
    """

    name: str
    since: str


GENERATIONS: t.Tuple[Generation, ...] = (
    Generation("1.0.0-rc", "1.0.0-alpha.1"),
    Generation("1.0", "1.0.0-rc.9"),
    Generation("1.3", "1.3.0"),
    Generation("1.9", "1.9.0-alpha.1"),
    Generation("1.10", "1.10.0"),
    Generation("1.11", "1.11.0"),
    Generation("2.0", "2.0.0"),
    Generation("2.2", "2.2.0"),
    Generation("25.4", "25.4.0"),
    Generation("26.2", "26.2.0"),
    Generation("26.3", "26.3.0-dev"),
)


# Versions that cannot be told apart by what they answer to reads: one stands for all where none is reported. The first
# row counts that has this one.
ALIKE: t.Tuple[Range, ...] = (
    Range("1.0.0-rc.10", "1.3.0"),
    Range("1.3.0", "1.8.0"),
    Range("1.9.0-alpha.1", "1.11.0"),
    Range("1.11.0", "2.0.0"),
    Range("2.0.0", "2.1.0"),
    Range("2.1.0", "2.2.0"),
    Range("2.0.0", "25.4.0"),  # those above are told by a client, and a server without one by nothing
    Range("25.4.0", "26.3.0-dev"),
)


class Features:
    """The versions that have an ability or a quirk, each asked for with `ServerVersion.has`."""

    # Abilities, as a user would ask for them: they are returned as ``capabilities``.
    client_patch = Range("1.10.2")
    client_lifespans = Range("1.11.9")
    client_secret_rotation = Range("26.3.0-dev")
    trusted_issuers = Range("1.11.0")
    client_tokens_delete = Range("1.8.5")
    token_flush = Range(None, "2.0.0")
    device_flow = Range("25.4.0")
    consent_request_id = Range("25.4.0")

    # How the server is spoken to.
    admin_prefix = Range("2.0.0")
    token_paging = Range("2.0.0")
    keyset_paging = Range("25.4.0")
    list_filters = Range("1.10.5")
    challenge_in_path = Range(None, "1.0.0-rc.9")
    named_challenge = Range("1.0.0-rc.10")  # login_challenge instead of challenge
    subject_in_path = Range(None, "1.0.0-rc.10")
    logout_requests = Range("1.0.0-rc.10")
    login_session_sid = Range("2.1.0")
    registration_tokens = Range("1.11.0")  # any replacement of a client ends its registration access token

    # How it misbehaves.
    server_chosen_client_id = Range("2.0.0", "2.2.0")  # sending one is refused
    missing_client_is_401 = Range("1.3.0", "1.11.0")
    serial_writes = Range(None, "2.0.0")  # an SQLite file of these generations refuses parallel writes
    bcrypt_secrets = Range(None, "2.0.0")  # only the first 72 bytes of a secret count
    null_listing = Range(None, "1.9.0")  # the memory store answers null for an empty one
    form_decoded_twice = Range(None, "1.6.0")
    skipped_cannot_be_remembered = Range(None, "1.0.0-rc.7")  # an answer for which nobody was asked
    paired_keys = Range(None, "2.0.0")  # a private key is kept as private:KID and public:KID
    halves_by_prefix = Range(None, "1.11.0")  # which half signs or is published is told by the prefix of its kid
    short_rsa_keys_fail = Range("25.4.0")  # RSA keys below 1024 bits do not sign
    ordered_jwk_sets = Range("1.9.0-alpha.1")  # the order in which a set is replaced is dependably the order of age
    atomic_jwk_sets = Range("1.11.0")  # a set is replaced in one transaction; before, it is gone for a moment
    jwk_needs_set = Range(None, "1.9.0-alpha.1")  # the memory store puts a key only into a set that is there
    any_subject_issuers = Range("1.11.8")
    split_grant_scopes = Range(None, "25.4.0")  # an entry of a grant's scope is split in two at |
    slash_in_names = Range("25.4.0")  # before, what is in front of a slash and behind it is taken for two names


# The algorithms for which a server makes keys itself; it keeps imported ones of all kinds. Those from 1.9.0 to 1.10.7
# do not tell which they are: what some of them have is left to the server to refuse.
KEY_ALGORITHMS: t.Dict[str, Range] = {
    "RS256": ALWAYS,
    "RS384": Range("2.0.0"),
    "RS512": Range("2.0.0"),
    "PS256": Range("2.0.0"),
    "PS384": Range("2.0.0"),
    "PS512": Range("2.0.0"),
    "ES256": Range("1.11.0"),
    "ES384": Range("2.0.0"),
    "ES512": ALWAYS,
    "EdDSA": Range("1.9.0-alpha.1"),
    "HS256": Range(None, "2.0.0"),
    "HS512": Range(None, "2.0.0"),
}


@dataclass(frozen=True)
class ServerVersion:
    """What is known of the server at hand.

    :param reported: what ``GET /version`` said, literally; may be empty
    :param version: the version that its behaviour is taken from
    """

    reported: str
    version: Version

    @classmethod
    def stated(cls, text: str) -> ServerVersion:
        """Return what a user knows of a server.

        :raises UsageError: it is no version
        """
        version = parse_version(text)
        if version is None:
            raise UsageError("server_version must be a version such as 1.11.10 or 26.2.0, not %r" % text)
        return cls(text, version)

    @property
    def generation(self) -> Generation:
        """The newest generation that is not newer than this version."""
        known = [row for row in GENERATIONS if self.version in Range(row.since)]
        return known[-1] if known else GENERATIONS[0]

    def has(self, feature: Range) -> bool:
        """Tell whether this server has one of the `Features`."""
        return self.version in feature

    @property
    def is_guessed(self) -> bool:
        """Whether the version is a guess by behavior, as the server does not report it."""
        return parse_version(self.reported) != self.version

    def may_lack(self, where: Range) -> bool:
        """Tell whether something that the version has may be missing on this server, because the version is a guess."""
        alike = next((some for some in ALIKE if self.is_guessed and self.version in some), None)
        bounds = [parse_version(bound) for bound in (where.since, where.until) if bound is not None]
        return alike is not None and any(
            bound in alike and bound != parse_version(str(alike.since)) for bound in bounds
        )

    def require(self, what: str, where: Range) -> None:
        """Refuse ``what`` with the version that it needs, unless this server's version is in the range.

        :raises UnsupportedError: the server is too old, or too new
        """
        if self.version not in where:
            raise UnsupportedError("%s needs %s; this server is %s" % (what, where.sentence(), self))

    @property
    def capabilities(self) -> t.Dict[str, bool]:
        """Return every ability of `Features` that a user may ask for, and whether this server has it."""
        return {name: self.has(getattr(Features, name)) for name in CAPABILITIES}

    def __str__(self) -> str:
        """Return the version as a user would write it, and how sure that is."""
        if not self.is_guessed:
            return self.reported.lstrip("v")
        return "of generation %s (it reports its version as %r; if you know it, set server_version)" % (
            self.generation.name,
            self.reported,
        )


CAPABILITIES = (
    "client_patch",
    "client_lifespans",
    "client_secret_rotation",
    "client_tokens_delete",
    "consent_request_id",
    "device_flow",
    "server_chosen_client_id",
    "token_flush",
    "trusted_issuers",
)
