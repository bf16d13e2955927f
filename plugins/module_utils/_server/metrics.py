# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Metrics in Prometheus' text exposition format, as data. Pure."""

from __future__ import annotations

import math
import re
import typing as t

_SAMPLE = re.compile(r"^([A-Za-z_:][A-Za-z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$")
_LABEL = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"')
_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}


def parse_metrics(text: str) -> t.List[t.Dict[str, t.Any]]:
    """Return the samples of a scrape, each with ``name``, ``labels``, ``value`` and the ``type`` of its family.

    A value that is no number in JSON (``NaN``, ``+Inf``) stays a text.
    """
    types: t.Dict[str, str] = {}
    samples = []
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, _space, kind = line[len("# TYPE ") :].partition(" ")
            types[name] = kind.strip()
            continue
        found = _SAMPLE.match(line.strip())
        if line.startswith("#") or not found:
            continue
        name, labels, value = found.groups()
        family = next(
            (
                known
                for known in (name, *(name[: -len(end)] for end in ("_bucket", "_sum", "_count") if name.endswith(end)))
                if known in types
            ),
            name,
        )
        samples.append(
            {
                "name": name,
                "type": types.get(family, "untyped"),
                "labels": {label: _unescaped(content) for label, content in _LABEL.findall(labels or "")},
                "value": _number(value),
            }
        )
    return samples


def _unescaped(text: str) -> str:
    return re.sub(r'\\[n"\\]', lambda found: _ESCAPES[found.group()], text)


def _number(text: str) -> t.Union[float, int, str]:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() else number
