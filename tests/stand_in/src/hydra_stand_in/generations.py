# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each generation of Hydra does in its own way: one row a quirk, with the versions it holds for.

Code asks ``quirks.some_row``; it never compares versions.  A boundary between two versions that were not
themselves observed is the one that Hydra's own history names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from .versions import FIRST, Span, version_key

# The value of a row for a member that is left out.
ABSENT = object()

# Where the objects are: in a database, or up to 1.8 in maps of the process.  DSN=memory is a database from 1.9 on.
SQL, MEMORY = "sql", "memory"
_HAS_STORE_IN_MEMORY = Span(until="1.8.5")
# For a row: the store in memory is no exception.
SAME = object()

Pick = Callable[[str], Any]

# Every version whose recording replays without a difference; the only ones the stand-in agrees to be.
SERVED = (
    *("26.3-dev", "26.2.0", "25.4.0", "2.3.0", "2.2.0", "2.1.2", "2.0.3"),
    *("1.11.10", "1.10.7", "1.10.1", "1.9.2", "1.8.5", "1.4.10", "1.0.9", "1.0.0-rc.6"),
)
#: The newest release among them.
NEWEST = next(version for version in SERVED if "-" not in version)


def resolve(version: str) -> str:
    """Return the served version that ``version`` names; ``26.2``, ``v26.2.0`` and ``26.2.0`` are the same.

    Raises ValueError with a sentence for the user when that version is not served.
    """
    key = version_key(version)
    parts = len(version.split("."))
    for served in SERVED:
        other = version_key(served)
        if other == key or (parts == 2 and "-" not in version and other[:2] == key[:2]):
            return served
    raise ValueError(f"The stand-in does not serve Hydra {version} yet; it serves {', '.join(SERVED)}.")


def holds(since: str = FIRST, until: str | None = None, memory: Any = SAME) -> Any:
    """A row that is true from ``since`` to ``until``, both included."""
    return _row(lambda version: version in Span(since, until), memory)


def changes(first: Any, *steps: tuple[str, Any], memory: Any = SAME) -> Any:
    """A row with a value: ``first`` from the beginning, then each ``(since, value)``."""

    def pick(version: str) -> Any:
        key, value = version_key(version), first
        for since, later in steps:
            if version_key(since) <= key:
                value = later
        return value

    return _row(pick, memory)


def in_memory(since: str = FIRST, until: str | None = None) -> Any:
    """A row that is true of the store in memory only, from ``since`` to ``until``, both included."""
    return _row(lambda version: False, lambda version: version in Span(since, until))


def _row(pick: Pick, memory: Any) -> Any:
    """A row of the table; ``memory`` is its value, or what picks it, where the store in memory has another."""
    by_store = {SQL: pick, MEMORY: pick if memory is SAME else memory if callable(memory) else lambda version: memory}
    # The row of a dataclass below, only made here.
    return field(metadata=by_store)  # pylint: disable=invalid-field-call


@dataclass(frozen=True)
class Quirks:
    """The table.  Build one for a version and a store with ``Quirks.of``."""

    # --- routing
    admin_prefix: str = changes("", ("2.0.0", "/admin"))
    # "tree": redirects to the slash-less, cleaned, lower-case path; %2F separates segments.  "mux": neither.
    router: str = changes("tree", ("25.4.0", "mux"))
    # A known admin path without the prefix: there is none to leave out, 307, or served all the same.
    unprefixed: str = changes("plain", ("2.0.0", "redirect"), ("25.4.0", "served"))
    # The body of an unknown route, by port.
    unknown_admin_route: str = changes(
        "text", ("1.0.9", "sentence"), ("1.11.8", "negotiated"), ("25.4.0", "text"), ("26.3-dev", "negotiated")
    )
    unknown_public_route: str = changes(
        "text", ("1.0.9", "sentence"), ("1.11.8", "negotiated"), ("2.0.0", "text"), ("25.4.0", "negotiated")
    )
    # How the page of an unknown route begins.
    not_found_page: str = changes("plain", ("2.0.0", "wide"), ("26.3-dev", "lower"))
    wrong_verb_on_admin_is_405: bool = holds(until="26.2.0")
    wrong_verb_on_public_is_405: bool = holds(until="2.3.0")
    options_are_answered: bool = holds(until="2.3.0")
    head_is_get: bool = holds(since="25.4.0")
    reported_version_is_empty: bool = holds("1.9.0", "1.10.7")

    # --- replies
    json_type: str = changes("application/json", ("1.8.5", "application/json; charset=utf-8"))
    # Which answers say Cache-Control where the operation itself does not: none, those of "operations" (not of
    # unknown routes), or all to "reads".
    cache_control: str = changes("", ("2.0.0", "operations"), ("25.4.0", "reads"))
    # "hint": five fields; "verbose": with error_verbose; "two": error and error_description.
    error_shape: str = changes("hint", ("1.8.5", "verbose"), ("1.9.0", "two"))
    # Names such as invalid_client_metadata; before, all that is wrong with a client is an invalid_request.
    client_problems_have_names: bool = holds(since="1.9.0")
    undecodable_create_is_500: bool = holds(until="2.1.2")
    undecodable_update_is_500: bool = holds(until="1.10.7")
    get_missing_client_is_401: bool = holds("1.3.0", "1.10.7")
    delete_missing_client_is_204: bool = holds(until="1.8.5")

    # --- requests from other sites
    # The ports that a whole layer is around ("admin", "both" or none); another is around what applications call.
    cors_of_ports: str = changes("admin", ("2.0.0", ""), ("2.2.0", "both"))
    cors_of_health: bool = holds(since="2.0.0")
    cors_defaults_are_few: bool = holds(until="1.11.10")
    cors_preflight_status: int = changes(200, ("1.10.7", 204))
    cors_of_other_options: bool = holds(since="1.10.7")
    # How a preflight request may spell names of headers and methods: in "any" form, or only as browsers do, in lower
    # case and in order, with "blanks" between or "none".
    cors_spelling: str = changes("any", ("2.3.0", "none"), ("25.4.0", "blanks"))
    # Whether all origins are allowed as * where that is configured, also if credentials are.
    cors_star_stays: bool = holds(until="2.2.0")
    cors_preflights_pass: bool = holds(since="1.11.9")
    cors_reads_form: bool = holds(since="2.1.0")
    # Whether the star of a client's origin such as https://* stands for dots too.
    cors_star_of_client_is_all: bool = holds(since="2.2.0")

    # --- metrics
    metrics_type: str = changes(
        "text/plain; version=0.0.4; charset=utf-8",
        ("2.3.0", "text/plain; version=0.0.4; charset=utf-8; escaping=values"),
        ("25.4.0", "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"),
    )
    metrics_gc_help: str = changes(
        "A summary of the pause duration of garbage collection cycles.",
        ("25.4.0", "A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles."),
    )
    metrics_requests: str = changes("requests_total", ("2.0.0", "http_requests_total"))
    metrics_name_endpoint: bool = holds(since="2.0.0")

    # --- clients
    client_id_is_refused: bool = holds("2.0.0", "2.1.2")
    generated_secret_length: int = changes(12, ("1.2.0", 26))
    default_scope: str = changes("", ("1.0.0", "offline_access offline openid"))
    # Whether the header Location of a client that registered itself has no slash at its beginning.
    registration_location_is_relative: bool = holds(since="25.4.0")
    registration_in_create_reply: bool = holds(since="1.11.0")
    # Whether routes of registration are not there at all where it is off, what it refuses, and what ends its token.
    registration_off_is_no_route: bool = holds("1.11.0", "1.11.10")
    registration_refuses_privileges: bool = holds(since="2.1.0")
    registration_with_secret_is_403: bool = holds(until="1.11.10")
    patch_ends_registration: bool = holds(since="25.4.0")
    # How registration_client_uri ends where the server chose the id.
    register_path_of_generated_id: str = changes("/{id}", ("2.2.0", "/"), ("25.4.0", ""))
    # How an id becomes part of Location and of registration_client_uri: "raw", "path" (encoded as in a path),
    # or "twice".
    id_in_location: str = changes("raw", ("25.4.0", "twice"))
    id_in_register_uri: str = changes("path", ("25.4.0", "twice"))
    # What a reply to PUT says of created_at where the request does not, "zero" or "now", and whether that is stored.
    created_at_of_replacement: str = changes("zero", ("1.4.0", "now"), memory="zero")
    replacement_sets_created_at: bool = holds("1.4.0", "1.8.5", memory=True)
    replacement_keeps_what_is_empty: bool = in_memory(until="1.0.0-rc.16")
    updated_at_is_rounded: bool = holds(until="1.8.5")
    # Where there are no keys: jwks is left out, or {}; where it is {}, it is shown with its keys, null.
    absent_jwks_is_shown: bool = holds(since="1.4.0", memory=False)
    empty_jwks_has_null_keys: bool = holds(until="1.3.4")
    # What metadata becomes that was not sent, when it is stored, and whether replies to writes show it.
    absent_metadata: str | None = changes("null", ("1.4.0", "{}"), memory=None)
    absent_metadata_is_in_write_reply: bool = holds(since="1.4.0", memory=False)
    audience_is_null_in_write_reply: bool = holds(until="1.8.5")
    # One colon in a host, and brackets only around an IPv6 address; 25.4.0 and older do so if a newer Go built them.
    hosts_are_read_strictly: bool = holds(since="26.2.0")
    list_drops_empty_strings: bool = holds(until="1.11.10", memory=False)
    list_is_split_at_pipes: bool = holds(until="1.10.7", memory=False)
    # A list is one text with a | between its entries; a | in one has a backslash before it, a backslash has none.
    pipes_in_lists_are_escaped: bool = holds("1.11.0", "1.11.10")
    absent_list_is_stored_as_null: bool = in_memory()
    jose_library: str = changes("square/go-jose", ("2.0.0", "go-jose/go-jose"))
    list_type: str = changes(
        "[]string", ("1.4.0", "sqlxx.StringSlicePipeDelimiter"), ("2.0.0", "sqlxx.StringSliceJSONFormat")
    )
    lifespans_type: str = changes("UpdateOAuth2ClientLifespans", ("2.0.0", "Lifespans"))
    lifespan_path: str = changes("Client", ("2.0.0", "Client.Lifespans"))
    empty_jwks_counts_as_set: bool = holds(until="2.3.0")
    # A key of a client that is symmetric, or an RSA key whose exponent is 0.
    symmetric_jwks_is_refused: bool = holds(since="2.2.0")
    redirect_uris_are_parsed: bool = holds(since="1.0.0")
    empty_fragment_is_a_fragment: bool = holds(since="25.4.0")
    post_logout_message_has_stray_quote: bool = holds(until="2.3.0")
    web_uri_message_names_field_last: bool = holds(since="26.2.0")
    patch_keeps_what_it_removes: bool = holds(until="2.3.0")
    patch_destroys_the_secret: bool = holds("1.10.2", "1.10.7")
    patch_refuses_the_root: bool = holds(until="2.3.0")
    patch_value_may_be_missing: bool = holds(until="2.3.0")
    patch_makes_parents: bool = holds(since="2.0.0")
    patch_guards_id_in_any_case: bool = holds(since="25.4.0")
    # Where a patch adds a member in another letter case, the later of the two counts.
    patch_sorts_members: bool = holds(until="1.11.10")
    patch_allows_test_move_copy: bool = holds(until="1.11.10")
    secret_counts_to_72_bytes: bool = holds(until="1.11.10")

    # --- paging: "offset" (limit, offset), "page" (a token that holds an offset), "keyset" (an opaque token)
    paging: str = changes("offset", ("2.0.0", "page"), ("25.4.0", "keyset"))
    # A token that is none: what is wrong with its base64, or else the connection closed; or one sentence for all.
    page_token_sentence: str = changes("", ("26.3-dev", "invalid pagination token"))
    page_size_default: int = changes(100, ("2.0.0", 250), ("25.4.0", 100))
    page_size_maximum: int = changes(500, ("2.0.0", 1000), ("25.4.0", 500))
    # A size below 1: "empty" list, "panic" (connection closed), "one" item, or the "default".
    page_size_below_one: str = changes("empty", ("1.9.0", "panic"), ("2.0.0", "one"), ("25.4.0", "default"))
    clients_are_in_order_of_creation: bool = in_memory()
    page_is_in_random_order: bool = holds(until="1.0.0-rc.16")
    empty_page_is_null: bool = in_memory("1.0.0", "1.3.4")
    offset_is_rounded_down: bool = holds(since="1.9.0")
    link_header: bool = holds(since="1.0.0")
    # Whether the Link header has only "first" where a page would hold more than everything, and where it holds exactly
    # everything.
    larger_page_is_single: bool = holds(since="1.4.0")
    full_page_is_single: bool = holds(since="2.0.0")
    total_count: bool = holds("1.7.0", "2.3.0")
    client_filters: bool = holds(since="1.10.5")

    # --- login and consent requests
    not_found_sentence: str = changes(
        "Unable to located the requested resource", ("1.10.2", "Unable to locate the requested resource")
    )
    # Whether challenges and verifiers hold the state themselves, sealed; each can be used again, and nothing is stored
    # before the browser is back from the consent.
    stateless_challenges: bool = holds(since="2.2.0")
    consent_id_is_uuid: bool = holds("2.2.0", "2.3.0")
    consents_have_ids: bool = holds(since="25.4.0")
    requests_have_amr: bool = holds(since="1.10.7")
    # What a login request answers that its browser has left behind.
    handled_request_status: int = changes(409, ("1.10.2", 410), ("2.2.0", 200))
    handled_request_problem: str = changes(
        "Login request has been handled already", ("1.0.0", "Login request has been used already")
    )
    # The package that the decoder names before the type of an answer.
    answers_package: str = changes("consent.", ("2.2.0", "flow."))
    undecodable_login_answer_is_named: bool = holds(since="1.9.0")
    # What becomes of an acceptance without a subject: it is "accepted", "refused and accepted" in one answer,
    # "refused", or refused with what is wrong "named".
    empty_subject: str = changes(
        "accepted", ("1.0.0", "refused and accepted"), ("1.8.5", "refused"), ("1.9.0", "named")
    )
    csrf_problem_is_named: bool = holds(since="1.9.0")
    second_login_answer_is_409: bool = holds(until="1.11.10", memory=False)
    other_subject_is_refused: bool = holds(until="2.1.2")
    skipped_cannot_be_remembered: bool = holds(until="1.0.0-rc.6")
    unknown_member_is_refused: bool = holds(until="2.3.0")
    # What the context of a consent request is where the login gave none.
    empty_context: Any = changes(ABSENT, ("1.4.0", {}), ("2.0.0", None), memory=ABSENT)
    empty_audience_is_null: bool = in_memory()
    empty_audience_is_null_in_consent_request: bool = in_memory(until="1.0.0-rc.16")
    # Whether the ID token's claim sid becomes one of those that were given with the consent.
    session_claims_get_sid: bool = in_memory("1.0.0")
    requests_keep_ended_session: bool = in_memory()
    new_session_has_no_id: bool = holds(until="1.0.0-rc.9")
    denial_always_has_hint: bool = holds(until="1.0.0-rc.9")
    login_requests_end_with_session: bool = holds("1.0.0", "1.11.10", memory=False)
    login_cookie: str = changes(
        "oauth2_authentication_csrf",
        ("1.8.5", "oauth2_authentication_csrf_insecure"),
        ("2.0.0", "ory_hydra_login_csrf_dev_{client}"),
    )
    consent_cookie: str = changes(
        "oauth2_consent_csrf",
        ("1.8.5", "oauth2_consent_csrf_insecure"),
        ("2.0.0", "ory_hydra_consent_csrf_dev_{client}"),
    )
    session_cookie: str = changes(
        "oauth2_authentication_session",
        ("1.8.5", "oauth2_authentication_session_insecure"),
        ("2.0.0", "ory_hydra_session_dev"),
    )
    redirect_to_client_status: int = changes(302, ("1.11.0", 303))
    redirect_writes_blanks_as_percent_20: bool = holds(until="1.8.5")
    fragment_writes_blanks_as_percent_20: bool = holds(until="1.9.2")
    # Seconds that the cookies of a login or consent request live, and that of a login that is remembered for ever; None
    # is until the browser closes.
    request_cookies_live: int | None = changes(2_592_000, ("1.10.2", None), ("2.0.0", 1800))
    session_cookie_lives: int | None = changes(None, ("25.4.0", 2_592_000))
    # Whether cookies are sent along from other sites, where the issuer has HTTPS.
    cookies_of_https_cross_sites: bool = holds(since="2.0.0")
    login_page_is_its_own: bool = holds(since="1.0.0")
    # Whether the page of a login keeps its own query parameters, and whether prompt=registration leads elsewhere.
    login_page_keeps_its_query: bool = holds(until="2.3.0")
    users_can_be_sent_to_register: bool = holds(since="2.2.0")
    # With OpenID Connect the parameter redirect_uri must be there, even if the client has only one.
    redirect_uri_is_required: bool = holds(since="2.0.0")
    max_age_of_zero_counts: bool = holds(since="2.0.0")
    late_login: str = changes(
        "The login request has expired. Please try again.",
        ("25.4.0", "The login request has expired, please try again."),
    )
    login_verifier_is_invalid: bool = holds("2.2.0", "2.3.0")

    # --- logout requests
    missing_logout_is_resource: bool = holds("1.9.0", "26.2.0")
    rejected_logout_is_gone: bool = in_memory()
    rejecting_no_logout_is_204: bool = holds(until="1.11.10", memory=False)
    stateless_logout: bool = holds(since="26.3-dev")
    logout_verifier_works_again: bool = holds(since="2.2.0")
    logout_requests_have_client: bool = holds(since="1.10.3")
    logout_requests_have_times: bool = holds(since="2.3.0")
    missing_logout_verifier_is_named: bool = changes(True, ("1.9.0", False), ("2.0.0", True))
    rejected_logout_is_forgotten: bool = in_memory()
    handled_logout_status: int = changes(409, ("1.10.2", 410))

    # --- consent and login sessions
    # Which parameters revoke consents: a "subject" suffices; it takes "client or all"; or exactly "one" selection.
    consent_selection: str = changes("subject", ("1.7.0", "client or all"), ("25.4.0", "one"))
    revoking_no_consent_is_404: bool = holds(until="1.9.2")
    revoking_no_login_is_404: bool = in_memory()
    consents_survive_their_client: bool = in_memory()
    # Whether the Link header is made with the offset for a size and the size for a page.
    consent_link_is_confused: bool = holds("2.0.0", "2.3.0")
    expired_consent_hides_others: bool = holds(until="2.3.0")
    consents_by_login_session: bool = holds(since="2.0.3")
    consents_have_handled_at: bool = holds(since="1.3.0")
    consents_have_context: bool = holds(since="2.2.0")
    consents_show_challenge: bool = holds(until="2.3.0")
    login_session_by_sid: bool = holds(since="2.1.0")

    # --- keys
    # A key is two entries, ``private:`` and ``public:``.
    keys_are_pairs: bool = holds(until="1.11.10")
    generated_key_has_use: bool = holds(since="2.0.0")
    generated_key_has_alg: bool = holds(since="2.0.0")
    unknown_algorithm_is_named: bool = holds(since="1.11.0")
    key_request_type: str = changes("createRequest", ("2.2.0", "createJsonWebKeySetBody"))
    # A body that cannot be decoded is refused, and what could be read of it is carried out; the answer says both.
    undecodable_key_is_made_all_the_same: bool = holds(until="2.1.2")
    # How the name of a set becomes part of Location: "raw", "path" (encoded as in a path), or "twice".
    set_in_location: str = changes("raw", ("2.0.0", "path"), ("25.4.0", "twice"))
    put_set_only_adds: bool = holds(until="1.0.0-rc.16")
    refused_set_is_lost: bool = holds("1.0.0", "1.10.7")
    # Entries of one write come back in the order in which they were sent, instead of the last one first.
    keys_of_one_write_keep_their_order: bool = holds(until="1.8.5", memory=False)
    missing_key_is_missing_set: bool = in_memory()
    # A key can neither be put into a set that is missing nor be deleted from one.
    key_needs_its_set: bool = in_memory()
    deleting_a_key_empties_its_set: bool = in_memory(until="1.0.0-rc.16")
    # A key is stored as it is written, and all that is stored with it is lost where it cannot be read.
    keys_are_stored_as_text: bool = holds(memory=False)
    # What comes of a key whose id is taken: a refusal, which can name the id, or nothing.
    taken_kid_is_named: bool = in_memory(since="1.0.0")
    taken_kid_is_ignored: bool = in_memory(until="1.0.0-rc.16")
    refused_set_begins_all_the_same: bool = in_memory(since="1.0.0")
    own_sets_from_start: bool = holds(until="1.11.10")
    opaque_tokens_have_no_set: bool = holds(until="1.0.0-rc.16")
    own_key_ids_are_set_names: bool = holds("1.11.0", "1.11.10")
    # Which half is published, and which signs: told by the prefix of its id, or by what it is.
    published_keys_are_told_by_their_ids: bool = holds(until="1.10.1")
    signing_keys_are_told_by_their_ids: bool = holds(until="1.10.7")
    missing_signing_keys_are_made: bool = holds(since="2.0.0")
    # RSA keys below 1024 bits do not sign, whatever the algorithm.
    short_rsa_keys_fail: bool = holds(since="25.4.0")
    access_token_keys_are_always_published: bool = holds(since="2.0.0")
    certificate_url_is_refused: bool = holds(until="2.1.2")
    padded_numbers_are_refused: bool = holds(until="2.1.2")
    wrong_length_problem: str = changes(
        "",
        ("1.0.0", "invalid EC private key, wrong length for {member}"),
        ("1.1.0", "invalid EC {kind} key, wrong length for {member}"),
    )
    certificate_problem_names_library: bool = holds(since="1.1.0")
    certificate_must_match: bool = holds(since="1.1.0")
    certificates_cannot_be_stored: bool = holds("1.1.0", "1.4.10", memory=False)
    certificate_mismatch: str = changes("do not match", ("1.1.0", "to not match"), ("2.0.0", "do not match"))
    # The members x5t, x5t#S256 and x5u.
    keys_refer_to_certificates: bool = holds(since="1.1.0")

    # --- trusted issuers
    grant_id_must_be_uuid: bool = holds(since="25.4.0")
    token_has_audience_of_assertion: bool = holds(until="26.2.0")
    scope_is_split_at_pipes: bool = holds(until="2.3.0")

    # --- tokens
    token_prefix: str = changes("", ("2.0.0", "ory_{kind}_"))
    # What a refresh token is that was exchanged before: "unknown", or a sign that all tokens must be revoked, which is
    # called "inactive" or "used".
    used_refresh_token: str = changes("unknown", ("1.10.2", "inactive"), ("2.3.0", "used"))
    # Whether a client gets a refresh token only if that grant type is among its own.
    refresh_token_takes_its_grant: bool = holds(since="1.8.5")
    unknown_refresh_token_is_invalid_request: bool = holds(until="1.3.4")
    bad_refresh_token_is_named: bool = holds(since="2.3.0")
    needless_verifier_is_mismatch: bool = holds(until="2.2.0")
    short_nonce_is_refused: bool = holds(since="2.0.0")
    # What is said of a JWT that is none, or that nobody known signed, in another library's words.
    jwt_problems_are_those_of_jwt_go: bool = holds(until="1.10.2")
    unknown_grant_needs_credentials: bool = holds(until="1.9.2")
    # Whether a consent cannot make up how the user was authenticated, or a hash.
    own_claims_cannot_be_given: bool = holds(since="1.10.3")
    id_token_always_has_nonce: bool = holds(until="1.9.2")
    user_info_refusal_names_scheme: bool = holds(since="1.10.3")
    user_info_of_clients_has_zeros: bool = holds(until="1.9.2")
    # Whether the keys that a client publishes are only fetched again where none of them fits.
    fetched_keys_are_kept: bool = holds(since="2.0.0")
    issuer_ends_with_slash: bool = holds(until="1.11.10")
    assertions_can_be_used_again: bool = holds(until="1.3.4")
    introspection_names_use: bool = holds(since="1.9.0")
    inactive_token_type: str = changes("application/json", ("1.8.5", "application/json;charset=UTF-8"))
    empty_key_set_is_called_keys: bool = holds(until="1.11.10")
    form_secret_is_decoded_twice: bool = holds(until="1.4.10")
    # Whether a revocation that names no client, or nothing to revoke, is refused as one by an unknown client.
    malformed_revocation_is_401: bool = holds(until="1.0.0-rc.16")
    missing_client_id_parameter: str = changes("client", ("2.0.0", "client_id"))

    @classmethod
    def of(cls, version: str, store: str = SQL) -> Quirks:
        """Return the row values of one version, on a database or on the store in memory that it has (up to 1.8)."""
        if store not in (SQL, MEMORY) or (store == MEMORY and version not in _HAS_STORE_IN_MEMORY):
            raise ValueError(f"Hydra {version} has no store {store}; it is sql, or up to 1.8 memory.")
        return cls(**{row.name: row.metadata[store](version) for row in fields(cls)})
