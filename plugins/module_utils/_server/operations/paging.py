# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a page of a listing says of the next one, and how one is asked for. Pure."""

from __future__ import annotations

import base64
import json
import re
import typing as t
from urllib.parse import parse_qs

from ..http_client import Reply

PAGE_SIZE = 500  # the most that every generation gives

_NEXT = re.compile(r'<([^>]*)>; *rel="next"')
_FIRST = 'rel="first"'  # every page with something on it has such a link, the last one too, from 25.4 on


def next_token(reply: Reply) -> t.Optional[str]:
    """Return the token of the next page, as servers from 25.4 on give it; None where this page is the last one."""
    link = _NEXT.search(reply.headers.get("Link", ""))
    return parse_qs(link.group(1).partition("?")[2]).get("page_token", [None])[0] if link else None


def lacks_links(reply: Reply, rows: int) -> bool:
    """Tell whether there may be more behind a page of servers from 25.4 on that does not say so.

    :param rows: how many it has
    """
    return rows >= PAGE_SIZE and next_token(reply) is None and _FIRST not in reply.headers.get("Link", "")


def total_of(reply: Reply) -> t.Optional[int]:
    """Return how many rows a listing without filters has; those from 1.8.5 to 2.3 say so."""
    said = reply.headers.get("X-Total-Count", "")
    return int(said) if re.fullmatch("[0-9]{1,9}", said) else None


def offset_token(offset: int) -> str:
    """Return the token of a page of servers from 2.0 to 2.3."""
    return (
        base64.urlsafe_b64encode(json.dumps({"offset": str(offset), "v": 2}, separators=(",", ":")).encode("ascii"))
        .decode("ascii")
        .rstrip("=")
    )


def offset_of(token: t.Optional[str]) -> int:
    """Return the offset that such a token stands for."""
    if not token:
        return 0
    return int(json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))["offset"])
