# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded scenarios of JSON Web Key sets and trusted issuers."""

from __future__ import annotations

from .core import EC1, EC1P, ISS, ISS2, OCT, RSA1, Recorder


def s_keys(r: Recorder) -> None:
    """JSON Web Key sets."""
    for n in ("gen", "put", "key"):
        r.call("DELETE", r.keys + "/rec-" + n, quiet=True)
    r.scenario("keys_missing")
    r.call("GET", r.keys + "/rec-none")
    r.call("GET", r.keys + "/rec-none/k")
    r.call("DELETE", r.keys + "/rec-none/k")
    r.call("DELETE", r.keys + "/rec-none")
    r.scenario("keys_generate")
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "ES512", "use": "sig", "kid": "k1"})
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "ES512", "use": "sig", "kid": "k1"}, note="same kid again")
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "ES512", "use": "enc"}, note="kid omitted")
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "ES512", "kid": "k2"}, note="use omitted")
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "HS256", "use": "sig", "kid": "hs"})
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "EdDSA", "use": "sig", "kid": "ed"})
    r.call("POST", r.keys + "/rec-gen", json_={"alg": "nonsense", "use": "sig", "kid": "k3"})
    r.call("POST", r.keys + "/rec-gen", json_={"use": "sig", "kid": "k3"}, note="alg omitted")
    r.call("POST", r.keys + "/rec-gen", text="{")
    r.call("POST", r.keys + "/rec-gen", text="")
    r.call("GET", r.keys + "/rec-gen")
    for k in ("k1", "private:k1", "public:k1", "missing"):
        r.call("GET", r.keys + "/rec-gen/" + k)
    r.call("DELETE", r.keys + "/rec-gen/missing")
    r.call("DELETE", r.keys + "/rec-gen/" + ("k1" if r.has((2, 0, 0)) else "public:k1"))
    r.call("GET", r.keys + "/rec-gen")
    r.call("DELETE", r.keys + "/rec-gen")
    r.call("GET", r.keys + "/rec-gen")
    r.scenario("keys_put_set")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [EC1, OCT]})
    r.call("GET", r.keys + "/rec-put")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [dict(OCT, kid="o2")]}, note="replaces the set (adds up to rc.6)")
    r.call("GET", r.keys + "/rec-put")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [OCT, OCT]}, note="the same kid twice")
    r.call("GET", r.keys + "/rec-put")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [{k: v for k, v in OCT.items() if k != "kid"}]}, note="no kid")
    r.call("GET", r.keys + "/rec-put")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [EC1P]}, note="private key; comes back whole")
    r.call("GET", r.keys + "/rec-put/ec1")
    r.call(
        "PUT",
        r.keys + "/rec-put",
        json_={"keys": [dict(EC1, key_ops=["verify"], custom="x")]},
        note="unknown members are dropped",
    )
    r.call(
        "PUT", r.keys + "/rec-put", json_={"keys": [{"kty": "EC", "kid": "bad", "crv": "P-256", "x": "AA", "y": "AA"}]}
    )
    r.call("PUT", r.keys + "/rec-put", json_={"keys": [dict(EC1, x5c=["AAAA"])]})
    r.call("PUT", r.keys + "/rec-put", json_={"keys": "x"})
    r.call("PUT", r.keys + "/rec-put", text="{")
    r.call("PUT", r.keys + "/rec-put", json_={"keys": []}, note="empties the set")
    r.call("GET", r.keys + "/rec-put")
    r.call("PUT", r.keys + "/rec-put", json_={}, note="no keys member")
    r.scenario("keys_put_key")
    r.call("PUT", r.keys + "/rec-key/o1", json_=OCT, note="set does not exist yet")
    r.call("PUT", r.keys + "/rec-key", json_={"keys": [OCT]})
    r.call("PUT", r.keys + "/rec-key/ec1", json_=EC1)
    r.call("PUT", r.keys + "/rec-key/ec1", json_=EC1P, note="same kid, other content")
    r.call(
        "PUT", r.keys + "/rec-key/url-kid", json_=dict(OCT, kid="body-kid"), note="kid in URL differs from the body's"
    )
    r.call("GET", r.keys + "/rec-key/url-kid")
    r.call("GET", r.keys + "/rec-key/body-kid")
    r.call("PUT", r.keys + "/rec-key/nokid", json_={k: v for k, v in OCT.items() if k != "kid"})
    r.call("PUT", r.keys + "/rec-key/x", json_={"kty": "nonsense", "kid": "x"})
    r.call("PUT", r.keys + "/rec-key/x", text="{")
    r.call("GET", r.keys + "/rec-key")
    r.call("DELETE", r.keys + "/rec-key/o1")
    r.call("GET", r.keys + "/rec-key")
    r.call("DELETE", r.keys + "/rec-key")


def s_trust(r: Recorder) -> None:
    """Trusted issuers of JWT-bearer grants."""
    if not r.has((1, 11, 0)):
        r.scenario("trust_absent")
        r.call("GET", r.issuers)
        return
    for i in (ISS, ISS2):
        _status, b, _headers = r.call("GET", r.issuers, query=[("issuer", i)], quiet=True)
        for g in b if isinstance(b, list) else []:
            r.call("DELETE", r.issuers + "/" + g["id"], quiet=True)
    r.scenario("trust_create")
    base = {
        "issuer": ISS,
        "subject": "alice",
        "scope": ["b", "a"],
        "jwk": RSA1,
        "expires_at": "2030-01-02T03:04:05.678+02:00",
    }
    _s, g, _headers = r.call("POST", r.issuers, json_=base)
    r.call("POST", r.issuers, json_=base, note="duplicate")
    r.call("GET", r.issuers + "/" + g["id"])
    r.call("GET", r.keys + "/" + ISS + "/t1", note="the key is an ordinary JWK of set=issuer")
    r.call(
        "POST",
        r.issuers,
        json_=dict(base, subject="bob", jwk=dict(RSA1, n=RSA1["n"][:-4] + "DKgx")),
        note="same kid, other key material",
    )
    r.call("GET", r.keys + "/" + ISS + "/t1", note="which material won")
    r.call("POST", r.issuers, json_={k: v for k, v in dict(base, allow_any_subject=True).items() if k != "subject"})
    r.call(
        "POST",
        r.issuers,
        json_={
            k: v for k, v in dict(base, subject="noscope", expires_at="2020-01-01T00:00:00Z").items() if k != "scope"
        },
        note="no scope, already expired",
    )
    r.call("POST", r.issuers, json_=dict(base, issuer=ISS2), note="URL as issuer")
    r.scenario("trust_bad")
    for drop in ("issuer", "subject", "jwk", "expires_at"):
        r.call("POST", r.issuers, json_={k: v for k, v in base.items() if k != drop}, note="without " + drop)
    r.call("POST", r.issuers, json_=dict(base, allow_any_subject=True), note="subject and allow_any_subject")
    r.call("POST", r.issuers, json_=dict(base, jwk={k: v for k, v in RSA1.items() if k != "kid"}))
    r.call("POST", r.issuers, json_=dict(base, jwk={"kid": "x"}))
    r.call("POST", r.issuers, json_=dict(base, expires_at="tomorrow"))
    r.call("POST", r.issuers, text="{")
    r.scenario("trust_list")
    r.call("GET", r.issuers, query=[("issuer", ISS)])
    r.call("GET", r.issuers, query=[("issuer", ISS2)])
    r.call("GET", r.issuers, query=[("issuer", "nobody")])
    r.call("GET", r.issuers, query=[("page_size" if r.prefix else "limit", "1")])
    r.scenario("trust_delete")
    r.call("GET", r.issuers + "/00000000-0000-4000-8000-000000000000")
    r.call("DELETE", r.issuers + "/00000000-0000-4000-8000-000000000000")
    r.call("GET", r.issuers + "/not-a-uuid")
    r.call("DELETE", r.issuers + "/not-a-uuid")
    r.call("DELETE", r.issuers + "/" + g["id"], note="its key goes too, and every grant with the same issuer and kid")
    r.call("DELETE", r.issuers + "/" + g["id"])
    r.call("GET", r.issuers, query=[("issuer", ISS)])
    r.call("GET", r.keys + "/" + ISS)
