# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides on the audit and on drift have all rules, as they are."""

from __future__ import annotations

import re

import audit_rules


def test_the_guides_have_the_tables() -> None:
    for page, text in audit_rules.pages().items():
        assert page.read_text() == text, "make docs-files writes it"


def test_every_rule_is_in_the_guide_once() -> None:
    listed = re.findall(r"^   \* - ``([a-z-]+)``$", audit_rules.PAGE.read_text(), re.MULTILINE)
    there = [rule.id for rules in audit_rules.rules().values() for rule in rules]
    assert sorted(listed) == sorted(there)
    assert len(there) == len(set(there)) > 20


def test_every_kind_of_difference_is_in_the_guide_once() -> None:
    listed = re.findall(r"^   \* - ``([a-z-]+)``$", audit_rules.DRIFT_PAGE.read_text(), re.MULTILINE)
    assert listed == [kind.id for kind in audit_rules.kinds()] and len(listed) > 10


def test_the_guide_names_only_rules_that_exist() -> None:
    named = re.findall(r"\bid: ((?:client|keys|issuer)-[a-z-]+)$", audit_rules.PAGE.read_text(), re.MULTILINE)
    assert named
    assert set(named) <= {rule.id for rules in audit_rules.rules().values() for rule in rules}
