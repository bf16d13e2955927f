# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what is wanted and what is there to changes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.changes import ClientChange
from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.description import OwnedClients, field_named
from ansible_collections.ory.hydra.plugins.module_utils._clients.draft import ClientDetails, ClientSurvey
from ansible_collections.ory.hydra.plugins.module_utils._clients.merge import ClientWish
from ansible_collections.ory.hydra.plugins.module_utils._clients.plan import ClientPlanner
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_policy import SecretWish
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Entry, Prune, refuse
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._values.jwk import HIDDEN
from ansible_collections.ory.hydra.tests.unit._drive import entry, server_of
from ansible_collections.ory.hydra.tests.unit._keys import private_point
from ansible_collections.ory.hydra.tests.unit._model import Hydra

Document = t.Dict[str, t.Any]
RSA = {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}


def planner(version: str = "26.2.0") -> ClientPlanner:
    return ClientPlanner(server_of(version))


def stored(version: str = "26.2.0", client_id: str = "a", **members: t.Any) -> Document:
    return Hydra(version).add(client_id, **members)


def plan(
    *entries: Entry[ClientWish],
    current: t.Optional[t.Sequence[t.Optional[Document]]] = None,
    version: str = "26.2.0",
    verdicts: t.Optional[t.Mapping[int, bool]] = None,
    prune: t.Optional[Prune[OwnedClients]] = None,
    others: t.Sequence[Document] = (),
) -> t.List[ClientChange]:
    there = planner(version)
    found = dict(enumerate(current or [None] * len(entries)))
    problems: t.List[str] = []
    draft = there.draft(there.check(entries, problems), ClientSurvey(found, others), prune, problems)
    changes = there.plan(draft, ClientDetails(verdicts or {}), problems)
    refuse(problems)
    return changes


def check(*entries: Entry[ClientWish], version: str = "26.2.0") -> t.List[Entry[ClientWish]]:
    problems: t.List[str] = []
    checked = planner(version).check(entries, problems)
    refuse(problems)
    return checked


def one(
    wanted: Entry[ClientWish], current: t.Optional[Document] = None, version: str = "26.2.0", **more: t.Any
) -> ClientChange:
    return plan(wanted, current=[current], version=version, **more)[0]


def body(change: ClientChange) -> Document:
    assert change.document is not None
    return change.document


# Create, update, delete, nothing


def test_what_is_not_there_is_created_with_what_was_given_and_nothing_else() -> None:
    change = one(entry(client_name="A", redirect_uris=["https://b/", "https://a/"], owner=None))
    assert (change.action, change.key, change.label) == ("created", "a", "a")
    assert change.document == {"client_id": "a", "client_name": "A", "redirect_uris": ["https://b/", "https://a/"]}
    assert change.before == {}
    assert change.after == {
        "client_id": "a",
        "client_name": "A",
        "redirect_uris": ["https://a/", "https://b/"],
        "client_secret": HIDDEN + " new",
    }


def test_a_value_that_is_given_is_sent_on_create_although_it_is_the_default() -> None:
    # The server may be configured with other defaults than the usual ones.
    change = one(entry(scope="offline_access offline openid", subject_type="public", contacts=[]))
    assert body(change) == {
        "client_id": "a",
        "scope": "offline_access offline openid",
        "subject_type": "public",
        "contacts": [],
    }


def test_rules_hold_for_what_an_update_would_leave_behind() -> None:
    current = stored(redirect_uris=["https://a/cb"], post_logout_redirect_uris=["https://a/bye"])
    with pytest.raises(UsageError, match='client "a": post_logout_redirect_uris'):
        one(entry(redirect_uris=["https://b/cb"]), current)
    broken = dict(current, redirect_uris=["https://b/cb"])
    assert one(entry(client_name=""), broken).action == "unchanged", "what is not written is not judged"
    assert one(entry(state="absent"), broken).action == "deleted"


def test_what_is_as_wanted_is_left_alone() -> None:
    change = one(
        entry(client_name="A", scope="b a", grant_types=["y", "x"]),
        stored(client_name="A", scope="a b", grant_types=["x", "y", "x"]),
    )
    assert (change.action, change.document, change.touched, change.before, change.after) == (
        "unchanged",
        None,
        (),
        {},
        {},
    )


def test_what_differs_is_sent_whole_and_shown_alone() -> None:
    change = one(entry(client_name="B"), stored(client_name="A", owner="me", contacts=["x"]))
    assert change.action == "updated"
    assert change.touched == ("client_name",)
    assert body(change)["client_name"] == "B"
    assert body(change)["owner"] == "me"
    assert body(change)["contacts"] == ["x"]
    assert change.before == {"client_id": "a", "client_name": "A"}
    assert change.after == {"client_id": "a", "client_name": "B"}


def test_absent() -> None:
    gone = one(entry(state="absent"))
    assert (gone.action, gone.before, gone.after) == ("unchanged", {}, {})
    change = one(entry(state="absent"), stored(client_name="A", scope="x"))
    assert change.action == "deleted"
    assert change.before == {"client_id": "a", "client_name": "A", "scope": "x"}
    assert change.after == {}


def test_the_secret_is_never_part_of_an_update_that_does_not_change_it() -> None:
    current = stored(client_name="A")
    current.update(client_secret="$2a$10$hash", registration_access_token="t", registration_client_uri="u")
    change = one(entry(client_name="B"), current)
    assert not {
        "client_secret",
        "client_secret_expires_at",
        "registration_access_token",
        "registration_client_uri",
        "updated_at",
    } & set(body(change))
    assert body(change)["created_at"] == "2026-01-01T00:00:00Z", "up to 1.8 it would be lost"


def test_members_that_the_collection_does_not_know_survive() -> None:
    current = stored(client_name="A", member_of_the_future={"x": [1]})
    for exhaustive in (False, True):
        assert body(one(entry(client_name="B", exhaustive=exhaustive), current))["member_of_the_future"] == {"x": [1]}


# Null, missing and empty told apart


@pytest.mark.parametrize(
    "given, sent",
    [({}, ["x"]), ({"contacts": None}, "nothing"), ({"contacts": []}, []), ({"contacts": ["y"]}, ["y"])],
)
def test_missing_null_and_empty_lists(given: Document, sent: t.Any) -> None:
    change = one(entry(client_name="B", **given), stored(contacts=["x"]))
    assert body(change).get("contacts", "nothing") == sent


def test_null_is_the_default_and_changes_nothing_where_that_is_what_is_there() -> None:
    nothing: Document = {field.name: None for field in FIELDS}
    assert one(entry(**nothing), stored()).action == "unchanged"
    assert one(entry(**nothing)).document == {"client_id": "a"}


@pytest.mark.parametrize(
    "name, value, default",
    [
        ("client_name", "A", ""),
        ("scope", "x", "offline offline_access openid"),  # words are shown sorted
        ("token_endpoint_auth_method", "client_secret_post", "client_secret_basic"),
        ("userinfo_signed_response_alg", "RS256", "none"),
        ("subject_type", "pairwise", "public"),
        ("metadata", {"x": 1}, {}),
        ("jwks", {"keys": [RSA]}, {}),
        ("skip_consent", True, False),
        ("skip_logout_consent", False, None),
        ("implicit_grant_id_token_lifespan", "1h", None),
        ("jwks_uri", "https://a/", ""),
    ],
)
def test_null_sets_back(name: str, value: t.Any, default: t.Any) -> None:
    cleared: Document = {name: None}
    change = one(entry(**cleared), stored(**{name: value}))
    assert change.action == "updated"
    assert name not in body(change)
    assert change.after[name] == default
    assert change.before[name] == value or name.endswith("_lifespan")


@pytest.mark.parametrize("reported, doubtful", [("", True), ("v26.2.0", False)])
def test_a_refusal_that_rests_on_a_guess_says_so(reported: str, doubtful: bool) -> None:
    """25.4.0 takes any client_uri, and cannot be told from 26.2.0."""
    there = ClientPlanner(ServerVersion(reported, server_of("26.2.0").version))
    for given, hint in ({"client_uri": "ftp://a"}, doubtful), ({"redirect_uris": ["https://a/#b"]}, False):
        problems: t.List[str] = []
        draft = there.draft(there.check([entry(**given)], problems), ClientSurvey({0: None}, ()), None, problems)
        there.plan(draft, ClientDetails({}), problems)
        assert problems and ("; if you know it, set server_version)" in problems[0]) is hint, problems


def test_false_and_not_set_are_told_apart_only_where_the_server_does() -> None:
    assert one(entry(skip_logout_consent=False), stored()).action == "updated"
    assert one(entry(skip_consent=False), stored()).action == "unchanged"
    assert one(entry(frontchannel_logout_session_required=False), stored()).action == "unchanged"


def test_exhaustive_sets_back_what_is_not_given() -> None:
    change = one(
        entry(client_name="A", exhaustive=True),
        stored(client_name="A", owner="me", contacts=["x"], implicit_grant_id_token_lifespan="1h"),
    )
    assert sorted(change.touched) == ["contacts", "implicit_grant_id_token_lifespan", "owner"]
    assert not {"contacts", "owner", "implicit_grant_id_token_lifespan"} & set(body(change))
    assert one(entry(exhaustive=True), stored()).action == "unchanged"


def test_exhaustive_leaves_the_secret_alone() -> None:
    assert one(entry(exhaustive=True), stored()).secret.value is None


# Keys: one source or the other

PRE_25 = ["1.11.10", "2.3.0"]


@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "2.3.0", "26.2.0"])
def test_a_key_set_without_keys_stays_as_it_is(version: str) -> None:
    """Servers keep it apart from no set at all: with private_key_jwt the one is accepted and the other refused."""
    current = stored(version, jwks={"keys": []}, token_endpoint_auth_method="private_key_jwt")
    change = one(entry(client_name="New"), current, version)
    assert body(change)["jwks"] == {"keys": []}
    assert "jwks" not in body(one(entry(jwks_uri="https://a/"), current, version))


@pytest.mark.parametrize("version", [*PRE_25, "26.2.0"])
def test_an_empty_key_set_is_not_sent_beside_jwks_uri(version: str) -> None:
    current = stored(version, jwks_uri="https://a/")
    current["jwks"] = {}
    assert "jwks" not in body(one(entry(client_name="B"), current, version))


@pytest.mark.parametrize("version", [*PRE_25, "26.2.0"])
def test_setting_one_source_of_keys_removes_the_other(version: str) -> None:
    change = one(entry(jwks_uri="https://a/"), stored(version, jwks={"keys": [RSA]}), version)
    assert "jwks" not in body(change)
    assert body(change)["jwks_uri"] == "https://a/"
    assert set(change.touched) == {"jwks", "jwks_uri"}
    change = one(entry(jwks={"keys": [RSA]}), stored(version, jwks_uri="https://a/"), version)
    assert "jwks_uri" not in body(change)
    assert body(change)["jwks"] == {"keys": [RSA]}


def test_an_empty_source_displaces_nothing() -> None:
    empty: t.List[Document] = [{"jwks": {}}, {"jwks": {"keys": []}}, {"jwks": None}]
    for given in empty:
        assert one(entry(**given), stored(jwks_uri="https://a/")).action == "unchanged"
    assert one(entry(jwks_uri=None), stored(jwks={"keys": [RSA]})).action == "unchanged"
    assert one(entry(jwks_uri=""), stored(jwks={"keys": [RSA]})).action == "unchanged"


def test_both_sources_given_are_refused() -> None:
    with pytest.raises(UsageError, match="jwks and jwks_uri"):
        one(entry(jwks_uri="https://a/", jwks={"keys": [RSA]}))


# What the server lacks

LACKS = [
    ("skip_consent", True, "2.0.3", "2.1.2"),
    ("access_token_strategy", "jwt", "2.0.3", "2.1.2"),
    ("skip_logout_consent", False, "2.1.2", "2.2.0"),
    ("implicit_grant_id_token_lifespan", "1h", "1.11.8", "1.11.9"),
    ("device_authorization_grant_id_token_lifespan", "1h", "2.3.0", "25.4.0"),
    ("password_grant_access_token_lifespan", "1h", "2.0.0", "1.11.10"),
    ("post_logout_redirect_uris", ["https://a/"], "1.0.0-rc.9", "1.0.0-rc.10"),
    ("frontchannel_logout_uri", "https://a/", "1.0.0-rc.9", "1.0.0-rc.10"),
    ("metadata", {"x": 1}, "1.0.8", "1.0.9"),
    ("token_endpoint_auth_signing_alg", "RS256", "1.4.10", "1.5.0"),
]


@pytest.mark.parametrize("name, value, lacks, has", LACKS)
def test_a_field_that_the_server_lacks_is_refused_with_the_version_it_needs(
    name: str, value: t.Any, lacks: str, has: str
) -> None:
    given: Document = {name: value, "client_name": "A", "redirect_uris": ["https://a/"]}
    with pytest.raises(UsageError, match=r'OAuth 2.0 client "a": %s needs .*; this server is %s' % (name, lacks)):
        check(entry(**given), version=lacks)
    assert check(entry(**given), version=has)[0].wish.given[name] == value or name.endswith("_lifespan")


@pytest.mark.parametrize("name, value, lacks, has", LACKS)
def test_a_field_that_the_server_lacks_may_be_null_or_its_default(
    name: str, value: t.Any, lacks: str, has: str
) -> None:
    nothing = field_named(name).unset
    for wanted in [None] + ([] if nothing is None else [nothing]):
        change = one(entry(client_name="A", **{name: wanted}), version=lacks)
        assert name not in body(change)


def test_every_field_with_a_beginning_or_an_end_is_in_that_table() -> None:
    tested = {field_named(row[0]).where for row in LACKS}
    assert tested == {field.where for field in FIELDS if field.where.since or field.where.until}


def test_exhaustive_knows_only_the_fields_of_the_server() -> None:
    current = stored("1.11.10")
    current["skip_consent"] = True  # whatever it means there
    assert one(entry(exhaustive=True), current, "1.11.10").action == "unchanged"


def test_all_that_is_wrong_is_told_at_once_and_by_whom() -> None:
    with pytest.raises(UsageError) as caught:
        check(
            entry(0, "a", skip_consent=True, implicit_grant_id_token_lifespan="1 hour"),
            entry(1, "b/c"),
            entry(2, None, client_name="C", subject_type="x"),
            version="2.0.3",
        )
    message = caught.value.message
    assert 'client "a": skip_consent needs' in message
    assert 'client "a": implicit_grant_id_token_lifespan must be a duration' in message
    assert 'client "b/c": a client_id with a slash needs Hydra 25.4.0 or newer' in message
    assert 'client "C": subject_type must be one of' in message


def test_a_flood_of_problems_is_cut() -> None:
    with pytest.raises(UsageError, match="and 15 more problems"):
        check(*(entry(index, "c%d" % index, subject_type="x") for index in range(115)))


# rc.6 had no default scope


def test_the_default_scope_is_empty_before_1_0() -> None:
    current = stored("1.4.10")
    current["scope"] = ""
    change = one(entry(scope="offline_access offline openid"), current, "1.0.0-rc.6")
    assert change.action == "updated"
    assert one(entry(scope=None), current, "1.0.0-rc.6").action == "unchanged"


# Ids that the server chooses


@pytest.mark.parametrize("version", ["2.0.3", "2.1.2"])
def test_no_id_is_sent_where_the_server_chooses_it(version: str) -> None:
    change = one(entry(key="mine", client_name="A"), version=version)
    assert change.document == {"client_name": "A"}
    assert (change.key, change.label) == (None, "mine")
    with pytest.raises(UsageError, match="client_name, so that the client can be found again"):
        one(entry(key="mine"), version=version)


@pytest.mark.parametrize("version", ["1.11.10", "2.2.0"])
def test_an_id_is_sent_elsewhere(version: str) -> None:
    assert body(one(entry(key="mine", client_name="A"), version=version))["client_id"] == "mine"


def test_a_client_by_name_is_updated_under_its_own_id() -> None:
    change = one(entry(key=None, client_name="A", owner="x"), stored("2.1.2", "some-uuid", client_name="A"), "2.1.2")
    assert (change.action, change.key) == ("updated", "some-uuid")
    assert body(change)["client_id"] == "some-uuid"


# Duplicates


def test_an_id_given_twice_is_refused_with_both_positions() -> None:
    with pytest.raises(UsageError, match=r'entries 1 and 3 of clients have the same client_id "a"'):
        check(entry(0, "a"), entry(1, "b"), entry(2, "a", "absent"))


def test_a_name_given_twice_is_refused_with_both_positions() -> None:
    with pytest.raises(UsageError, match=r'entries 2 and 3 of clients have the same client_name "A"'):
        check(entry(0, "A"), entry(1, None, client_name="A", owner="o"), entry(2, None, client_name="A", owner="o"))
    check(entry(0, None, client_name="A", owner="x"), entry(1, None, client_name="A", owner="y"))


def test_names_that_their_owners_tell_apart() -> None:
    plan(entry(0, None, client_name="A", owner="x"), entry(1, None, client_name="A", owner="y"))
    plan(entry(0, None, client_name="A"), entry(1, None, client_name="B"), entry(2, "A"))


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("owners", [({}, {}), ({"owner": "o"}, {"owner": "o"}), ({}, {"owner": "o"})])
def test_a_name_given_twice_is_refused_where_the_server_chooses_ids(
    owners: t.Tuple[Document, Document], state: str
) -> None:
    entries = (entry(0, "a", client_name="A", **owners[0]), entry(1, "b", state, client_name="A", **owners[1]))
    said = r'entries 1 and 2 of clients have the same client_name "A", by which clients are found on Hydra 2.1.2'
    with pytest.raises(UsageError, match=said):
        plan(*entries, version="2.1.2")
    found = stored("2.1.2", "some-uuid", client_name="A")
    with pytest.raises(UsageError, match=said):
        plan(*entries, current=[found, None], version="2.1.2")
    with pytest.raises(UsageError, match='are both OAuth 2.0 client "some-uuid"'):
        plan(*entries, current=[found, found], version="2.1.2")
    plan(*entries, version="2.2.0")


def test_names_do_not_matter_of_clients_that_are_there_under_their_ids() -> None:
    found = [stored("2.1.2", key, client_name="A") for key in "ab"]
    plan(entry(0, "a", client_name="A"), entry(1, "b", client_name="A"), current=found, version="2.1.2")
    plan(entry(0, "a", "absent"), entry(1, "b", "absent"), version="2.1.2")
    wanted = (entry(0, "c", client_name="A", owner="x"), entry(1, "d", client_name="A", owner="y"))
    plan(*wanted, version="2.1.2")


@pytest.mark.parametrize("given", [{}, {"client_name": None}, {"client_name": ""}, {"owner": "o"}])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_entry_without_a_name_is_refused(state: str, given: Document) -> None:
    with pytest.raises(UsageError, match="entry 1 of clients has neither client_id nor client_name"):
        check(entry(0, None, state, **given))


def test_a_value_that_no_server_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="client \"a\": subject_type must be one of public, pairwise, not 'both'"):
        check(entry(subject_type="both"))


def test_two_entries_that_turn_out_to_be_one_client_are_refused() -> None:
    current = stored(client_id="a", client_name="A")
    with pytest.raises(UsageError, match=r'entries 1 and 2 of clients are both OAuth 2.0 client "a"'):
        plan(entry(0, "a"), entry(1, None, client_name="A"), current=[current, current])


def test_two_new_secrets_for_one_file_are_refused() -> None:
    wish = SecretWish(file="/tmp/s")
    with pytest.raises(
        UsageError, match=r"entries 1 and 2 of clients would write different secrets to secret_file /tmp/s"
    ):
        plan(entry(0, "a", secret=wish), entry(1, "b", secret=wish))


def test_a_name_that_would_be_ambiguous_in_the_next_run_is_refused() -> None:
    # By name alone matches whatever has that name: once both are there, the first entry finds two.
    with pytest.raises(UsageError, match=r"entries 1 and 2"):
        plan(entry(0, None, client_name="A"), entry(1, None, client_name="A", owner="x"))


# Pruning


def _prune(limit: int = 20, protect: t.Sequence[str] = ()) -> Prune[OwnedClients]:
    return Prune(OwnedClients("team"), frozenset(protect), limit)


OTHERS = [stored(client_id=name, owner="team") for name in ("z", "b", "a")] + [
    stored(client_id="foreign", owner="else")
]


def test_what_is_in_scope_and_not_listed_goes_in_order_and_last() -> None:
    changes = plan(
        entry(0, "new"), entry(1, "a", owner="team"), current=[None, OTHERS[2]], prune=_prune(), others=OTHERS
    )
    assert [(change.position, change.label, change.action) for change in changes] == [
        (0, "new", "created"),
        (1, "a", "unchanged"),
        (None, "b", "deleted"),
        (None, "z", "deleted"),
    ]
    assert changes[2].before == {"client_id": "b", "owner": "team"}


def test_what_is_protected_or_listed_as_absent_is_not_pruned_twice() -> None:
    changes = plan(entry(0, "b", "absent"), current=[OTHERS[1]], prune=_prune(protect=["z"]), others=OTHERS)
    assert [(change.label, change.position) for change in changes] == [("b", 0), ("a", None)]


def test_a_client_that_is_listed_by_name_is_not_pruned() -> None:
    named = stored(client_id="b", owner="team", client_name="B")
    changes = plan(entry(0, None, client_name="B"), current=[named], prune=_prune(), others=[named])
    assert [change.action for change in changes] == ["unchanged"]


def test_the_limit_of_pruning() -> None:
    assert len(plan(prune=_prune(limit=3), others=OTHERS)) == 3
    with pytest.raises(UsageError, match=r"3 clients would be pruned, .* prune_limit \(2\) .*: a, b, z"):
        plan(prune=_prune(limit=2), others=OTHERS)
    with pytest.raises(UsageError):
        plan(prune=_prune(limit=0), others=OTHERS[:1])


# Secrets in a plan


def test_a_wrong_secret_alone_is_an_update_that_shows_nothing_of_it() -> None:
    wish = SecretWish("declared-secret", "when_wrong")
    change = one(entry(secret=wish), stored(), verdicts={0: False})
    assert change.action == "updated"
    assert change.before == {"client_id": "a", "client_secret": HIDDEN + " not as declared"}
    assert change.after == {"client_id": "a", "client_secret": HIDDEN + " as declared"}
    assert "declared-secret" not in repr((change.document, change.before, change.after, change.expected))
    assert one(entry(secret=wish), stored(), verdicts={0: True}).action == "unchanged"


def test_an_update_for_another_reason_does_not_send_a_right_secret() -> None:
    change = one(
        entry(client_name="B", secret=SecretWish("declared-secret", "when_wrong")), stored(), verdicts={0: True}
    )
    assert change.action == "updated"
    assert change.secret.value is None


def test_private_members_of_keys_show_in_no_diff_and_still_their_change_does() -> None:
    private = private_point("private-d")
    change = one(entry(jwks={"keys": [private]}), stored(jwks={"keys": [private_point("private-old")]}))
    assert change.action == "updated"
    assert "private-" not in repr((change.before, change.after))
    assert change.before != change.after
    gone = one(entry(state="absent"), stored(jwks={"keys": [private]}))
    assert "private-d" not in repr(gone.before)


def test_a_secret_that_bcrypt_would_cut_earns_a_warning() -> None:
    wish = SecretWish("x" * 73)
    assert any("72 bytes" in told for told in one(entry(secret=wish), version="1.11.10").warnings)
    assert not one(entry(secret=wish), version="2.0.3", current=stored("2.0.3")).warnings
    assert not one(entry(secret=SecretWish("x" * 72)), version="1.11.10").warnings
    assert any("72 bytes" in told for told in one(entry(secret=SecretWish("é" * 37)), version="1.11.10").warnings)
