# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A graph in Mermaid, as code hosts draw it. Pure.

Mermaid takes labels for Markdown, and then for HTML, and has commands of its own in any place of a text. So whatever
could be markup in one of these is written as a character reference.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._module.visible import visible

_LONGEST = 60  # characters of a line of a label
_PLAIN = frozenset(" ,.-+_/()")
#: Where plain characters are markup: lists, emphasis, addresses that become links, and a command that counts anywhere
#: in a line.
_MARKUP = re.compile(r"^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<![^\W_])_|_(?![^\W_])|(?<=[wW]{3})\.|d(?=irection\s)")
#: Where references are resolved before Mermaid looks for icons, formulas, line breaks and references of
#: its own: what parts these is not seen.
_PARTED = re.compile(r"(?<=:)(?=fa-)|(?<=\$)(?=\$)|(?<=\\)(?=n)|(?<=\ufb02)(?=\u00b0)")
_NOTHING = "\u200b"  # a space without width


@dataclass(frozen=True)
class Node:
    """A node of a graph.

    :param id: letters and digits
    :param shape: what stands before and after its label
    """

    id: str
    lines: t.Tuple[str, ...]
    shape: t.Tuple[str, str]


@dataclass(frozen=True)
class Edge:
    """An edge between two nodes.

    :param label: words of this collection
    """

    source: str
    target: str
    label: str = ""
    dotted: bool = False


@dataclass(frozen=True)
class Graph:
    """A graph from left to right.

    :param groups: nodes that are drawn together, by the name of the group
    """

    groups: t.Tuple[t.Tuple[str, t.Tuple[Node, ...]], ...]
    edges: t.Tuple[Edge, ...]


def render(graph: Graph) -> str:
    """Return a graph as Mermaid."""
    lines = ["flowchart LR"]
    for number, (title, nodes) in enumerate(graph.groups, 1):
        if nodes:
            lines.append('  subgraph g%d["%s"]' % (number, _escaped(title)))
            lines += ["    %s%s%s%s" % (one.id, one.shape[0], _label(one.lines), one.shape[1]) for one in nodes]
            lines.append("  end")
    for edge in graph.edges:
        arrow = "-.->" if edge.dotted else "-->"
        label = '|"%s"|' % _escaped(edge.label) if edge.label else ""
        lines.append("  %s %s%s %s" % (edge.source, arrow, label, edge.target))
    return "\n".join(lines) + "\n"


def _label(lines: t.Sequence[str]) -> str:
    return '"%s"' % "<br/>".join(_escaped(line) for line in lines)


def _escaped(text: str) -> str:
    """Return a text in one line so that nothing in it is markup; a long one is cut."""
    line = visible(text.encode("utf-8", "backslashreplace").decode("utf-8")).strip() or "(empty)"
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "\u2026"
    line = _PARTED.sub(_NOTHING, line)
    markup = {found.start() for found in _MARKUP.finditer(line)}
    return "".join(
        one if (one.isalnum() or one in _PLAIN) and position not in markup else "#%d;" % ord(one)
        for position, one in enumerate(line)
    )
