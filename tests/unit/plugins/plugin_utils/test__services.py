# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a unit runs what is on the disk."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.plugin_utils._services import needs_restart

STARTED = 1796026530  # 2026-11-30 08:15:30 UTC
TEXT = "Mon 2026-11-30 08:15:30 UTC"


def file(ctime: float) -> t.Dict[str, t.Any]:
    return {"exists": True, "ctime": ctime, "mtime": 0.0}


@pytest.mark.parametrize(
    ("status", "files", "expected"),
    [
        ({"ActiveEnterTimestamp": TEXT}, [file(STARTED - 1)], False),
        ({"ActiveEnterTimestamp": TEXT}, [file(STARTED + 0.9)], False),  # the second of the start
        ({"ActiveEnterTimestamp": TEXT}, [file(STARTED - 1), file(STARTED + 1.0)], True),
        ({"ActiveEnterTimestamp": "Mon 2026-11-30 08:15:30.123456 UTC"}, [file(STARTED + 1.0)], True),
        ({"ActiveEnterTimestamp": TEXT}, [{"exists": False}], False),
        ({"ActiveEnterTimestamp": TEXT}, [], False),
        ({"ActiveEnterTimestamp": TEXT, "NeedDaemonReload": "yes"}, [], True),
        ({"ActiveEnterTimestamp": TEXT, "NeedDaemonReload": "no"}, [], False),
        # Never started, a time of an unknown zone, and a host without systemd.
        ({"ActiveEnterTimestamp": ""}, [file(STARTED)], False),
        ({"ActiveEnterTimestamp": "Mon 2026-11-30 08:15:30 CET"}, [file(STARTED + 9999)], False),
        ({}, [file(STARTED)], False),
    ],
)
def test_a_unit_that_is_older_than_its_files(status: t.Any, files: t.Any, expected: bool) -> None:
    assert needs_restart(status, files=files) is expected
