# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients of other tools become entries that hydra_clients accepts; what cannot be converted is named."""

from __future__ import annotations

import base64
import copy
import json
import typing as t
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.fields import FLAG, JSON, JWK_SET, OPTIONAL_FLAG
from ansible_collections.ory.hydra.plugins.module_utils._module.option_groups import bulk_options
from ansible_collections.ory.hydra.plugins.module_utils._module.spellings import Reader
from ansible_collections.ory.hydra.plugins.module_utils._module.validation import examine
from ansible_collections.ory.hydra.plugins.plugin_utils._conversion import maester, source, terraform
from ansible_collections.ory.hydra.plugins.plugin_utils._conversion.account import Account, is_nothing

Document = t.Dict[str, t.Any]
SAMPLES = Path(__file__).parents[3] / "support" / "samples"
NAMES = {one.name for one in FIELDS}


def warned(text: str) -> None:
    pytest.fail(f"a warning: {text}")


def converted(value: t.Any, **options: t.Any) -> t.List[Document]:
    return source.to_clients(value, warned, **options)


def refusal(value: t.Any, **options: t.Any) -> str:
    with pytest.raises(ValueError) as refused:
        converted(value, **options)
    return str(refused.value)


def sample(name: str) -> str:
    return (SAMPLES / name).read_text()


# What each tool writes


def test_a_resource_of_maester_with_its_secret() -> None:
    shop, billing = converted(sample("maester.yml"))
    assert shop == {
        "client_id": "shop-web",
        "client_name": "Shop",
        "owner": "shop/web",
        "redirect_uris": ["https://shop.example.com/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code", "code id_token"],
        "scope": "openid offline_access orders.read",
        "audience": ["https://api.example.com"],
        "token_endpoint_auth_method": "client_secret_post",
        "access_token_strategy": "jwt",
        "skip_consent": True,
        "post_logout_redirect_uris": ["https://shop.example.com/bye"],
        "backchannel_logout_uri": "https://shop.example.com/logout/back",
        "backchannel_logout_session_required": True,
        "allowed_cors_origins": ["https://shop.example.com"],
        "contacts": ["shop@example.com"],
        "logo_uri": "https://shop.example.com/logo.png",
        "metadata": {"team": "web", "tier": 2, "limits": {"daily": 1000, "since": "2026-03-01"}},
        "authorization_code_grant_access_token_lifespan": "15m",
        "refresh_token_grant_refresh_token_lifespan": "720h",
        "client_secret": "secret-of-the-shop",
    }
    assert billing == {
        "client_id": "6a92b4fe-304d-4d83-b259-a33e3aa49201",
        "owner": "billing/finance",
        "grant_types": ["client_credentials"],
        "scope": "invoices.read invoices.write",
        "client_secret": "secret-of-billing",
    }


def test_terraform_with_modules_and_instances() -> None:
    shop, billing, reports = converted(sample("terraform_svrakitin.json"))
    assert (shop["scope"], shop["metadata"]) == ("openid offline_access", {"team": "web", "limits": {"daily": 1000}})
    assert (billing["metadata"], billing["client_secret"]) == ({"team": "finance"}, "secret-of-billing")
    assert [sorted(key) for key in reports["jwks"]["keys"]] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]
    assert "client_secret" not in reports  # it authenticates with its key
    assert not {"skip_consent", "jwks", "metadata_json", "id", "owner"} & set(billing)


@pytest.mark.parametrize(
    "name, metadata, secrets",
    [
        ("terraform_hypnoglow.json", [{"team": "web", "tier": "2"}, None], ["secret-of-the-shop", None]),
        ("terraform_nitra.json", [{"team": "web"}, None], [None, None]),
        ("terraform_show_ory.json", [{"team": "api"}, None], ["secret-of-the-api", None]),
    ],
)
def test_other_providers(name: str, metadata: t.List[t.Any], secrets: t.List[t.Any]) -> None:
    found = converted(sample(name))
    assert [client.get("metadata") for client in found] == metadata
    assert [client.get("client_secret") for client in found] == secrets
    assert not any("skip_logout_consent" in client for client in found)  # false stands for what is not set


def test_the_command_line_tells_false_from_not_set() -> None:
    billing, shop, reports = converted(sample("cli_list.json"))
    assert billing == {
        "client_id": "cli-billing",
        "client_name": "billing",
        "grant_types": ["client_credentials"],
        "scope": "invoices.write",
        "token_endpoint_auth_method": "client_secret_basic",
        "subject_type": "public",
        "userinfo_signed_response_alg": "none",
    }
    assert shop["skip_logout_consent"] is False
    assert shop["metadata"] == {"limits": {"daily": 1000, "share": 0.25}}
    assert reports["jwks"]["keys"][0]["kid"] == "reports-2026"
    assert [client["client_id"] for client in converted(sample("cli_1x_get.json"))] == ["cli-old-shop"]


def test_every_form_of_a_source_gives_the_same() -> None:
    wanted = converted(sample("maester.yml"))
    whole = yaml.safe_load(sample("maester.yml"))
    whole["items"][0]["spec"]["metadata"]["limits"]["since"] = "2026-03-01"  # no date in JSON
    one_kind = [item for item in whole["items"] if item["kind"] == "OAuth2Client"]
    secrets = [item for item in whole["items"] if item["kind"] == "Secret"]
    listed = {
        "apiVersion": "hydra.ory.sh/v1alpha1",
        "kind": "OAuth2ClientList",
        "items": [{name: item[name] for name in ("metadata", "spec")} for item in one_kind],
    }
    plain = copy.deepcopy(secrets)
    for secret in plain:
        values = {
            name: base64.b64decode(text).decode() for name, text in secret.pop("data").items() if name != "tls.crt"
        }
        secret["stringData"] = values
    forms: t.List[t.Any] = [
        whole,
        json.dumps(whole, indent=2),
        "\ufeff" + json.dumps(whole),
        whole["items"],
        yaml.safe_dump_all(whole["items"]),
        [yaml.safe_dump(item) for item in [*secrets, *one_kind]],
        [listed, *secrets],
        [None, {"apiVersion": "apps/v1", "kind": "Deployment", "spec": 1}, *one_kind, *plain],
    ]
    assert [converted(form) == wanted for form in forms] == [True] * len(forms)
    listing = json.loads(sample("cli_list.json"))
    for form in (yaml.safe_dump(listing), listing["items"], json.dumps(listing["items"])):
        assert converted(form) == converted(listing)
    both = converted([sample("cli_1x_get.json"), sample("terraform_nitra.json")])
    assert [client["client_id"] for client in both] == ["cli-old-shop", "new-shop", "new-reports"]


# Secrets


def test_secrets_come_from_the_input_or_from_an_option_or_not_at_all() -> None:
    def secrets(found: t.List[Document]) -> t.List[t.Any]:
        return [client.get("client_secret") for client in found]

    state = sample("terraform_svrakitin.json")
    assert secrets(converted(state)) == ["secret-of-the-shop", "secret-of-billing", None]
    assert secrets(converted(state, include_secrets=False)) == [None] * 3
    given = {"tf-shop": "another", "tf-reports": "one"}
    assert secrets(converted(state, secrets=given)) == ["another", "secret-of-billing", "one"]
    without_id = {"client_name": "Shop", "grant_types": []}
    assert secrets(converted(without_id, secrets={"Shop": "one"})) == ["one"]
    # A secret belongs to one client: the name of another one counts only if neither has that text as its ID.
    shop, namesake = {"client_id": "shop", "client_name": "Web shop"}, {"client_id": "9f3c", "client_name": "shop"}
    assert secrets(converted([shop, namesake], secrets={"shop": "one"})) == ["one", None]
    assert secrets(converted([{"client_name": "shop"}, shop], secrets={"shop": "one"})) == [None, "one"]
    assert 'secrets has "shop", which is not' in refusal(namesake, secrets={"shop": "one"})
    assert 'secrets has "shop", which is not one of the clients' in refusal(state, secrets={"shop": "another"})
    for wrong in (["secret"], {"tf-shop": None}, {"tf-shop": ""}, {"tf-shop": {"a": "secret"}}):
        told = refusal(state, secrets=wrong)
        assert "secrets must be a dictionary from clients to their secrets" in told and "secret-" not in told


def test_without_its_secret_a_resource_is_found_by_its_name() -> None:
    shop = yaml.safe_load(sample("maester.yml"))["items"][0]
    assert (
        "OAuth2Client web/shop: spec.secretName cannot be converted: Secret web/shop-oauth2, which has the ID of the "
        in (refusal(shop))
    )
    (client,) = converted(shop, unknown="ignore")
    assert ("client_id" in client, client["client_name"], client["owner"]) == (False, "Shop", "shop/web")
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "shop-oauth2", "namespace": "web"}}
    assert "Secret web/shop-oauth2 has no CLIENT_ID" in refusal([shop, {**secret, "data": {"ID": "eA=="}}])
    told = refusal([shop, {**secret, "data": {"CLIENT_ID": "eA==", "CLIENT_SECRET": "secret of the shop"}}])
    assert "Secret web/shop-oauth2: CLIENT_SECRET is not text in base64" in told and "secret of the shop" not in told


# What cannot be converted


def changed(name: str, change: t.Callable[[Document], t.Any]) -> Document:
    document: Document = yaml.safe_load(sample(name))
    change(document)
    return document


def first_spec(document: Document) -> Document:
    spec: Document = document["items"][0]["spec"]
    return spec


LOST: t.List[t.Tuple[Document, str, str]] = [
    (changed("maester.yml", lambda d: first_spec(d).update(jwks={}, color="red")), "spec.color", "shop"),
    (
        changed("maester.yml", lambda d: first_spec(d).update(hydraAdmin={"url": "http://other"})),
        "spec.hydraAdmin",
        "shop",
    ),
    (
        changed("maester.yml", lambda d: first_spec(d)["tokenLifespans"].update(other_lifespan="1h")),
        "spec.tokenLifespans.other_lifespan",
        "shop",
    ),
    (
        changed("maester.yml", lambda d: d["items"][1]["metadata"].update(deletionTimestamp="2026-03-03T00:00:00Z")),
        "metadata.deletionTimestamp",
        "OAuth2Client finance/billing",
    ),
    (
        changed(
            "terraform_svrakitin.json", lambda d: d["resources"][4]["instances"][1]["attributes"].update(color="red")
        ),
        "color",
        'module.machines.hydra_oauth2_client.machine["reports"]',
    ),
    (
        changed("terraform_svrakitin.json", lambda d: d["resources"][3]["instances"][0].update(deposed="1a2b3c4d")),
        "its deposed instance",
        "hydra_oauth2_client.shop",
    ),
    (
        changed(
            "terraform_show_ory.json",
            lambda d: d["values"]["root_module"]["child_modules"][0]["resources"][0].update(deposed_key="1a2b3c4d"),
        ),
        "its deposed instance",
        "module.web.ory_oauth2_client.spa",
    ),
    (
        changed(
            "terraform_show_ory.json",
            lambda d: d["values"]["root_module"]["child_modules"][0]["resources"][0]["values"].update(color="red"),
        ),
        "color",
        "module.web.ory_oauth2_client.spa",
    ),
    (changed("cli_list.json", lambda d: d["items"][1].update(color=False)), "color", 'client "cli-shop"'),
    (changed("cli_list.json", lambda d: d.update(next_page_token="eyJ")), "next_page_token", "the listing"),
    (changed("cli_list.json", lambda d: d.update(is_last_page=False)), "next_page_token", "--page-size 500"),
]


@pytest.mark.parametrize("document, member, place", LOST, ids=[f"{place}: {member}" for _unused, member, place in LOST])
def test_what_no_entry_can_express_is_named(document: Document, member: str, place: str) -> None:
    told = refusal(document)
    assert member in told and place in told and "set unknown=warn to convert the rest" in told
    warnings: t.List[str] = []
    rest = source.to_clients(document, warnings.append, unknown="warn")
    assert len(warnings) == 1 and member in warnings[0]
    assert rest == converted(document, unknown="ignore") and rest


def test_everything_that_is_wrong_is_told_at_once() -> None:
    document = changed("maester.yml", lambda d: first_spec(d).update(a=1, b=2))
    assert all(f"spec.{name} cannot be converted" in refusal(document) for name in "ab")


STATE: Document = json.loads(sample("terraform_nitra.json"))
WRONG: t.List[t.Tuple[t.Any, str]] = [
    ("", "the source is empty"),
    ("---\n", "the source is empty"),
    ("shop", "text without any structure"),
    ("a: [", "neither JSON nor YAML"),
    ("{", "neither JSON nor YAML"),
    ("| CLIENT ID | NAME |\n|---|---|\n| a | b |\n", "--format json"),
    ("CLIENT ID\tCLIENT SECRET\na\t\n", "--format json"),
    (3, "document 1 of the source is neither"),
    ([{"client_id": "a"}, {"color": "red"}], "document 2 of the source is neither"),
    ({**STATE, "version": 3}, "only version 4 of Terraform states"),
    ({"serial": 1, "lineage": "x", "encrypted_data": "x", "encryption_version": "v0"}, "is encrypted"),
    ({**STATE, "resources": []}, "contains no hydra_oauth2_client or ory_oauth2_client or oryhydra_oauth2_client"),
    ({**STATE, "resources": "x"}, "is damaged: resources is not a list of dictionaries"),
    ({**STATE, "resources": [{**STATE["resources"][0], "instances": [{"attributes": 3}]}]}, "attributes is not a dict"),
    ({"apiVersion": "v1", "kind": "List", "items": [1]}, "is damaged: items is not a list of dictionaries"),
    ({"apiVersion": "v1", "kind": "ConfigMap"}, "the Kubernetes resources contain no OAuth2Client"),
    ({"grant_types": ["implicit"]}, "one of the following is required: client_id, client_name"),
    ({"client_id": "a", "redirect_uris": {"a": 1}}, "redirect_uris must be a list"),
    ({"client_id": ["a"]}, "client_id must be a string, not a list"),
    ({"client_id": "a", "jwks": "x"}, "jwks must be a dictionary"),
]


@pytest.mark.parametrize("value, sentence", WRONG, ids=[sentence for _unused, sentence in WRONG])
def test_what_is_no_source_is_refused(value: t.Any, sentence: str) -> None:
    assert sentence in refusal(value)


def test_attributes_that_are_not_what_they_should_be() -> None:
    def attributes(**members: t.Any) -> Document:
        instance = {"attributes": {"client_id": "a", **members}}
        return {**STATE, "resources": [{**STATE["resources"][0], "instances": [instance]}]}

    assert "hydra_oauth2_client.shop: metadata is not valid JSON" in refusal(attributes(metadata="{secret"))
    assert "hydra_oauth2_client.shop: jwk is not a list of blocks" in refusal(attributes(jwk="secret"))
    assert converted(attributes(metadata='{"n": 1e400, "big": 12345678901234567890123}'))[0]["metadata"] == {
        "n": "1e400",
        "big": 12345678901234567890123,
    }


def test_options_have_a_closed_set_of_values() -> None:
    assert refusal({"client_id": "a"}, source="tf") == "source must be one of auto, maester, terraform, cli"
    assert refusal({"client_id": "a"}, unknown="no") == "unknown must be one of fail, warn, ignore"
    assert 'client "1": color cannot be converted' in refusal({"color": "red"}, source="cli")


# Tables


def test_every_name_in_a_table_is_a_field() -> None:
    assert set(maester.SPEC.values()) <= NAMES
    assert len(set(maester.SPEC.values())) == len(maester.SPEC)
    assert {member for member, _convert in terraform._OTHERS.values()} <= NAMES


def test_nothing_is_told_from_false_and_zero() -> None:
    values: t.List[t.Any] = [None, "", [], {}, False, 0, "x", [None]]
    assert list(map(is_nothing, values)) == [True] * 4 + [False] * 4


# Whatever a source has


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)
_UNKNOWN = st.dictionaries(_TEXTS.map(lambda text: "x-" + text), _VALUES, max_size=3)


def _of(one: t.Any) -> st.SearchStrategy[t.Any]:
    """Values of a field as tools write them."""
    if one.kind in (FLAG, OPTIONAL_FLAG):
        return st.booleans() | st.none()
    if one.kind is JWK_SET:
        return st.sampled_from([None, {}, {"keys": []}, {"keys": [{"kty": "oct", "k": "AAAA"}]}])
    if one.kind is JSON:
        return st.dictionaries(_TEXTS, _VALUES, max_size=3) | st.none()
    if one.kind.argument["type"] == "list":
        return st.lists(_TEXTS, max_size=3) | st.none()
    return _TEXTS | st.sampled_from(["", None])


_CLIENTS = st.fixed_dictionaries({"client_id": _TEXTS}, optional={one.name: _of(one) for one in FIELDS})


def _spec(client: Document) -> Document:
    lifespans = {name: value for name, value in client.items() if name.endswith("_lifespan")}
    members = {member: client[name] for member, name in maester.SPEC.items() if name in client}
    return {**members, "tokenLifespans": lifespans, "secretName": "s"}


def _as_maester(client: Document, unknown: Document) -> t.Any:
    encoded = base64.b64encode(client["client_id"].encode()).decode()
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"CLIENT_ID": encoded}}
    head = {"apiVersion": "hydra.ory.sh/v1alpha1", "kind": "OAuth2Client", "metadata": {"name": "n"}}
    return [secret, {**head, "spec": {**_spec(client), **unknown}}]


def _as_terraform(client: Document, unknown: Document) -> t.Any:
    attributes = {name: json.dumps(value) if name == "metadata" else value for name, value in client.items()}
    resource = {**STATE["resources"][0], "instances": [{"attributes": {**attributes, **unknown}}]}
    return {**STATE, "resources": [resource]}


def _as_command_line(client: Document, unknown: Document) -> t.Any:
    return {"items": [{**client, **unknown}]}


def _is_valid(clients: t.List[Document]) -> bool:
    options = {"clients": bulk_options(CLIENTS)["clients"]}
    reader = Reader("clients", CLIENTS.adapt)
    read = reader.read(options, {"clients": clients})
    return not reader.problems and not examine(options, {}, read, reader.broken).problems


@pytest.mark.parametrize("form", [_as_maester, _as_terraform, _as_command_line])
@given(client=_CLIENTS, unknown=_UNKNOWN)
def test_what_is_converted_is_valid_and_what_is_not_is_named(
    form: t.Callable[[Document, Document], t.Any], client: Document, unknown: Document
) -> None:
    lost: t.List[str] = []
    found = source.to_clients(form(client, unknown), lost.append, unknown="warn")
    assert _is_valid(found) and [one["client_id"] for one in found] == [client["client_id"]]
    told = " ".join(lost)
    unset = [False] if form is _as_terraform else []
    kept = {name for name, value in unknown.items() if not is_nothing(value) and not any(value is one for one in unset)}
    assert len(lost) == len(kept) and all(name in told for name in kept)


@given(value=_VALUES)
def test_whatever_is_given_is_converted_or_refused_with_a_sentence(value: t.Any) -> None:
    for tool in source.SOURCES:
        account = Account()
        try:
            found = source.to_clients(
                [{"apiVersion": "v1", "kind": "List", "items": value}, value], account.lost.append, tool
            )
        except ValueError:
            continue
        assert _is_valid(found)


MARK = "Mark0123456789Zq"
_MARKED = st.sampled_from(
    [MARK, [MARK], {"x": MARK}, [[MARK]], [{"kty": MARK}], {"keys": [MARK]}, "{" + MARK, [None, MARK]]
)
_MARKED_CLIENTS = st.dictionaries(
    st.sampled_from([*NAMES, "client_secret", "scopes", "jwk", "metadata_json", "color"]), _MARKED, max_size=6
)


@pytest.mark.parametrize("form", [_as_maester, _as_terraform, _as_command_line])
@given(client=_MARKED_CLIENTS)
def test_no_value_is_told(form: t.Callable[[Document, Document], t.Any], client: Document) -> None:
    told: t.List[str] = []
    for unknown in source.UNKNOWN:
        try:
            source.to_clients(
                form({"client_id": "a", **client}, client), told.append, unknown=unknown, secrets={"a": MARK}
            )
        except ValueError as error:
            told.append(str(error))
    assert MARK not in " ".join(told)
