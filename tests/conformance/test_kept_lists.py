# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of clients with | and \\ in their entries: versions before 2.0 store a list as one text."""

from __future__ import annotations

import pytest

from .api import Api

# A list, and what 1.11 makes of it; None where that is the same.
_LISTS: tuple[tuple[list[str], list[str] | None], ...] = (
    (["a|b", "c"], None),
    (["a", "b|"], None),
    (["a|"], None),
    (["|a"], None),
    (["a\\b", "c"], None),
    (["a\\"], None),
    (["a\\\\", "b"], None),
    (["a\\\\|", "b"], ["a\\\\||b"]),
    (["a||"], ["a|\\"]),
    (["a", "b||c"], ["a", "b|\\", "c"]),
    (["a|", "b"], ["a||b"]),
    (["a|", "|b"], ["a||\\", "b"]),
    (["a\\|b"], ["a\\\\", "b"]),
    (["a\\", "b"], ["a|b"]),
    (["a\\\\\\", "b", "c"], ["a\\\\|b", "c"]),
)


@pytest.mark.parametrize(("entries", "stored"), _LISTS)
def test_entries_come_back_as_the_table_says(api: Api, entries: list[str], stored: list[str] | None) -> None:
    api.create("kept-lists", token_endpoint_auth_method="none", contacts=entries)
    expected = entries
    if api.quirks.list_is_split_at_pipes:
        expected = [part for entry in entries for part in entry.split("|") if part]
    elif api.quirks.pipes_in_lists_are_escaped:
        expected = stored or entries
    assert api.read("kept-lists")["contacts"] == expected
