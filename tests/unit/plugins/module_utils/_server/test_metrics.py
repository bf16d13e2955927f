# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Metrics as data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._server.metrics import parse_metrics

TEXT = r"""# HELP go_goroutines Number of goroutines that currently exist.
# TYPE go_goroutines gauge
go_goroutines 19
# TYPE http_requests_total counter
http_requests_total{code="200",path="/a b/{id}"} 1.5e+06 1395066363000
http_requests_total{code="500",path="say \"hi\"\\n,\n}"} 0
# TYPE duration_seconds histogram
duration_seconds_bucket{le="0.005"} 3
duration_seconds_bucket{le="+Inf"} 4
duration_seconds_sum 0.25
duration_seconds_count 4
odd NaN
odder +Inf
negative -1.5

not a sample at all
1nonsense 2
"""


def test_samples() -> None:
    found = [(row["name"], row["type"], row["labels"], row["value"]) for row in parse_metrics(TEXT)]
    assert found == [
        ("go_goroutines", "gauge", {}, 19),
        ("http_requests_total", "counter", {"code": "200", "path": "/a b/{id}"}, 1500000),
        ("http_requests_total", "counter", {"code": "500", "path": 'say "hi"\\n,\n}'}, 0),
        ("duration_seconds_bucket", "histogram", {"le": "0.005"}, 3),
        ("duration_seconds_bucket", "histogram", {"le": "+Inf"}, 4),
        ("duration_seconds_sum", "histogram", {}, 0.25),
        ("duration_seconds_count", "histogram", {}, 4),
        ("odd", "untyped", {}, "NaN"),
        ("odder", "untyped", {}, "+Inf"),
        ("negative", "untyped", {}, -1.5),
    ]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "<html>"])
def test_nothing(text: str) -> None:
    assert parse_metrics(text) == []


@given(
    st.dictionaries(st.sampled_from(["a", "b_1", "_c"]), st.text(alphabet='ab "\\\n,{}=', max_size=8), max_size=3),
    st.floats(),
)
def test_any_label_and_value_survives_and_is_json(labels: "dict[str, str]", value: float) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    line = "m{%s} %r" % (",".join('%s="%s"' % (name, escaped(text)) for name, text in labels.items()), value)
    (row,) = parse_metrics(line)
    assert row["labels"] == labels
    if not isinstance(row["value"], str):
        assert row["value"] == value
    json.dumps(row, allow_nan=False)
