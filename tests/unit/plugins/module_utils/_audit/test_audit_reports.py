# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of an audit: what they contain, and that no name in them is more than a name."""

from __future__ import annotations

import html.parser
import json
import re
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._audit.audit_report import audit_report
from ansible_collections.ory.hydra.plugins.module_utils._audit.formats import FORMATS
from ansible_collections.ory.hydra.plugins.module_utils._audit.policy import RULE

Document = t.Dict[str, t.Any]

HOSTILE = "<script>alert(1)</script>\"'&](javascript:x)|`**\x1b[31m\u202e\n# heading"


def finding(name: str = "shop", severity: str = "high", **more: t.Any) -> Document:
    return dict(
        {
            "rule": "client-implicit-grant",
            "severity": severity,
            "kind": "client",
            "name": name,
            "option": "grant_types",
            "found": "grant_types contains implicit",
            "remedy": "Use the authorization code grant with PKCE",
            "instead": {"grant_types": ["authorization_code"]},
        },
        **more,
    )


def result(*findings: Document, **more: t.Any) -> Document:
    reference = {"title": "RFC 9700 section 2.1.2", "url": "https://www.rfc-editor.org/rfc/rfc9700"}
    checked = {"place": "http://127.0.0.1:4445", "version": "26.2.0", "clients": 2, "jwk_sets": 1, "rules": 30}
    return dict(
        {
            "findings": list(findings),
            "ignored": [],
            "rules": {"client-implicit-grant": {"why": "Tokens leak.", "references": [reference]}},
            "not_checked": [],
            "unused_rules": [],
            "checked": dict(checked, trusted_issuers=0),
            "changed": False,
            "failed": False,
            "invocation": {"module_args": {"api_token": "secret-of-the-task"}},
        },
        **more,
    )


def whole(name: str) -> Document:
    """A result in which a name stands wherever one can."""
    told = {"reason": name, "default_severity": "high"}
    references = [{"title": name, "url": "javascript:alert(1)"}, {"title": "x", "url": "https://a/)" + name}]
    return result(
        finding(name, found=name, remedy=name, instead={"scope": name}, line=7, **told),
        finding(rule="client-password-grant"),
        ignored=[finding(name, "ignore", **told)],
        rules={"client-implicit-grant": {"why": name, "references": references}},
        not_checked=[{"rule": "keys-old", "reason": name, "objects": 3}],
        unused_rules=[{"id": "keys-*", "objects": [name], "severity": "low", "reason": name}],
        checked={"place": name, "version": name},
    )


class Page(html.parser.HTMLParser):
    """Reads a page, and sees that every tag that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: t.List[str] = []
        self.seen: t.List[t.Tuple[str, t.Dict[str, t.Optional[str]]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: t.Any) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: t.Any) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_has_everything_and_loads_nothing() -> None:
    page = Page(audit_report(whole("shop"), "html"))
    assert page.open == []
    assert [
        name for name, _attributes in page.seen if name in ("img", "script", "link", "iframe", "object", "base")
    ] == []
    assert not any(name in attributes for _tag, attributes in page.seen for name in ("src", "style", "onclick"))
    links = [one["href"] for tag, one in Page(audit_report(result(finding()), "html")).seen if tag == "a"]
    assert links == ["https://www.rfc-editor.org/rfc/rfc9700"]
    assert "url(" not in page.text and "@import" not in page.text
    for words in ("Findings: 2 high.", "Not checked", "Ignored", 'scope: "shop"', "keys-*"):
        assert words in page.text


def test_the_chart_has_a_bar_for_each_severity() -> None:
    text = audit_report(result(finding(), finding("b"), finding("c", "low")), "html")
    bars = {one["class"]: int(str(one["width"])) for tag, one in Page(text).seen if tag == "rect"}
    assert list(bars) == ["critical", "high", "medium", "low", "info"]
    assert bars["high"] == 2 * bars["low"] > 100
    assert bars["critical"] == bars["medium"] == bars["info"] == 0
    assert "Findings by severity: critical 0, high 2, medium 0, low 1, info 0" in text


@pytest.mark.parametrize("name", [HOSTILE, "<script>", "</style><script>", "{{ 1 }}", "| a | b |", "[a](b)", "&lt;"])
def test_a_hostile_name_is_harmless(name: str) -> None:
    plain, hostile = Page(audit_report(whole("x"), "html")), Page(audit_report(whole(name), "html"))
    shape = [(tag, sorted(attributes)) for tag, attributes in plain.seen]
    assert [(tag, sorted(attributes)) for tag, attributes in hostile.seen] == shape
    assert all(str(one["href"]).startswith("https://") for tag, one in hostile.seen if tag == "a")
    markdown = audit_report(whole(name), "markdown")
    assert len(markdown.splitlines()) == len(audit_report(whole("x"), "markdown").splitlines())
    prose = "\n".join(line for line in markdown.splitlines() if not line.startswith("    "))
    assert not re.search(r"<|(?<!\\)\]\(javascript", prose)
    for format in FORMATS:
        text = audit_report(whole(name), format)
        assert not re.search("[\x1b\u202e]", text)


@given(st.text(st.characters(), max_size=30), st.sampled_from(FORMATS))
@example("half a pair: \ud800", "html")
def test_no_name_breaks_a_report(name: str, format: str) -> None:
    text = audit_report(whole(name), format)
    assert text.encode("utf-8")
    if format == "html":
        assert Page(text).open == []
    elif format in ("json", "sarif"):
        json.loads(text)


def test_markdown_has_the_findings_the_worst_first() -> None:
    text = audit_report(whole("shop"), "markdown")
    assert "| high | 2 |" in text
    assert "### High: client shop" in text
    assert '    scope: "shop"' in text
    assert "(https://www.rfc-editor.org/rfc/rfc9700)" in audit_report(result(finding()), "markdown")
    assert "No findings." in audit_report(result(), "markdown").replace("\\", "")


def test_no_name_becomes_a_link_in_markdown() -> None:
    """What code hosts make a link of without any markup, or mention somebody for: none of it is left in one piece."""
    for name in ("www.a.example", "see WWW.a.example", "https://a.example", "me@a.example", "mailto:a@b.c", "@team"):
        for line in audit_report(whole(name), "markdown").splitlines():
            assert line.startswith("    ") or not re.search(r"(?i)www\.|http://|@\w", line), line


def test_json_is_the_result_without_what_ansible_adds() -> None:
    told = result(finding())
    read = json.loads(audit_report(told, "json"))
    assert read == {
        name: told[name] for name in ("findings", "ignored", "rules", "not_checked", "unused_rules", "checked")
    }


@pytest.mark.parametrize(
    "place, location, uri",
    [
        ("http://127.0.0.1:4445", "", "http://127.0.0.1:4445"),
        ("http://127.0.0.1:4445", "inventory/my clients.yml", "inventory/my%20clients.yml"),
        ("/srv/environment.yml", "", "file:///srv/environment.yml"),
    ],
)
def test_sarif(place: str, location: str, uri: str) -> None:
    told = whole("shop")
    told["checked"]["place"] = place
    document = json.loads(audit_report(told, "sarif", location))
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULE)
    first, second, ignored = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "client-implicit-grant"
    place_of = first["locations"][0]["physicalLocation"]
    assert place_of == {"artifactLocation": {"uri": uri}, "region": {"startLine": 7}}
    assert (first["level"], ignored["level"]) == ("error", "note")
    assert "suppressions" not in first
    assert ignored["suppressions"][0]["justification"].endswith("shop")
    marks = [one["partialFingerprints"]["object/v1"] for one in run["results"]]
    assert marks[0] == marks[2] != marks[1], "the same object, rule and option"


def test_a_report_changes_only_with_the_findings() -> None:
    for format in FORMATS:
        assert audit_report(whole("a"), format) == audit_report(whole("a"), format)
        assert audit_report(whole("a"), format) != audit_report(whole("b"), format)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_the_task_is_in_a_report(format: str) -> None:
    assert "secret-of-the-task" not in audit_report(result(finding()), format)


@pytest.mark.parametrize("value", [None, "x", [], {}, {"findings": 1}, {"msg": "failed"}])
def test_what_is_no_result_is_refused(value: t.Any) -> None:
    with pytest.raises(ValueError, match="the input is not a result of the module ory.hydra.hydra_audit_info"):
        audit_report(value, "html")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format must be one of markdown, html, json, sarif, mermaid, not pdf"):
        audit_report(result(), "pdf")
