# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a server and a gateway answer, and whether it is true: nobody loses the secret that a client has."""

from __future__ import annotations

import tempfile
import typing as t
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.modules.hydra_client import main
from ansible_collections.ory.hydra.tests.unit._model import Answer, Call, Handler, Hydra, Wire, lost_after, lost_before
from ansible_collections.ory.hydra.tests.unit._oauth import OPTIONS, Authorization
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Fault = t.Callable[[Call, Handler], Answer]


def answered(status: int, done: bool) -> Fault:
    def fault(call: Call, handler: Handler) -> Answer:
        if done:
            handler(call)
        return Answer(status, {"error": "e", "error_description": "d"})

    return fault


FAULTS: t.Dict[str, Fault] = {
    "lost, done": lost_after,
    "lost": lost_before,
    **{"%d, done" % status: answered(status, True) for status in (200, 500, 503, 504)},
    **{str(status): answered(status, False) for status in (200, 400, 401, 429, 500, 503, 504)},
}
TOKEN = {"access_token": "an-access-token"}
#: To the question whether it was done. What is done late is not there yet.
LOOKS: t.Dict[str, Fault] = {name: answered(int(name), False) for name in ("401", "404", "500")}


@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("kept, oauth", [("secret_file", False), ("return_secret", False), ("secret_file", True)])
def test_the_only_copy_of_a_secret_is_never_lost(
    kept: str, oauth: bool, exists: bool, serve: t.Callable[[str], Hydra], wire: Wire, run: Runner
) -> None:
    """With tokens, a write that is answered 401 is sent again, and the server that issues them may fail, too."""

    @settings(max_examples=25)
    @given(
        st.lists(st.sampled_from(sorted(FAULTS)), max_size=4),
        st.lists(st.sampled_from(sorted(LOOKS)), max_size=2),
        st.booleans(),
    )
    def holds(faults: t.List[str], looks: t.List[str], locked: bool) -> None:
        hydra = serve("26.2.0")
        if exists:
            hydra.add("app")

        def first(call: Call, handler: Handler) -> Answer:
            for name in looks:
                hydra.disturb("GET /admin/clients/app", LOOKS[name])
            return FAULTS[faults[0]](call, handler) if faults else handler(call)

        for fault in [first, *(FAULTS[name] for name in faults[1:])]:
            hydra.disturb("PUT /admin/clients/app" if exists else "POST /admin/clients", fault)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "secret"
            given: t.Dict[str, t.Any] = {"secret_file": str(file)} if kept == "secret_file" else {"return_secret": True}
            if oauth:
                given.update(OPTIONS)
                server = Authorization(wire)
                server.answers += [Answer(200, TOKEN)] + ([Answer(401, {"error": "invalid_client"})] if locked else [])
            one = run(main, dict(given, client_id="app", client_name="A", update_secret="always"))
            known = {"first-secret", one.result.get("client_secret"), file.read_text() if file.exists() else None}
        assert hydra.secrets.get("app") in known | {None}, one.result
        assert one.failed or hydra.secrets["app"] in known - {"first-secret"}

    holds()
