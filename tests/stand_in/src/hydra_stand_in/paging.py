# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list, and the ``Link`` and ``X-Total-Count`` headers, of each generation."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar
from urllib.parse import quote_plus

from cryptography.fernet import Fernet, InvalidToken

from .errors import ConnectionClosed, Refusal, malformed, query_parameter
from .exchange import Call
from .flows import Consent
from .generations import Quirks
from .go_base64 import FOR_URLS, first_bad_byte
from .go_json import go_string

Row = TypeVar("Row")

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_LARGEST = 2**63 - 1


@dataclass
class Page(Generic[Row]):
    """The rows of one page and the headers that go with them."""

    rows: list[Row]
    headers: dict[str, str]


class Pager:
    """Cuts lists into pages as one version does."""

    def __init__(self, quirks: Quirks) -> None:
        self._quirks = quirks
        self._box = Fernet(Fernet.generate_key())

    def page(
        self,
        call: Call,
        target: str,
        *,
        total: int,
        rows_after: Callable[[str], Iterator[Row]],
        key: Callable[[Row], str],
        keep: Callable[[Row], bool],
    ) -> Page[Row]:
        """Return one page.

        ``total`` counts all rows, also those that ``keep`` leaves out; ``rows_after("")`` yields them in order of
        their ``key``.  Raises Refusal or ConnectionClosed where the generation does.
        """
        if self._quirks.paging == "keyset":
            return self._keyset(call, target, rows_after, key, keep)
        return self._offset(call, target, total, filter(keep, rows_after("")))

    def page_of_consents(self, call: Call, target: str, rows: list[Consent], total: int) -> Page[Consent]:
        """Return one page of ``rows``, newest first; ``total`` counts what a filter left out, too.

        What has expired is left out after the page was cut, so that a page can be short.  An empty page has no
        headers.
        """
        if self._quirks.paging == "keyset":
            ordered = sorted(rows, key=lambda consent: consent.flow.consent_id)
            page = self._keyset(
                call,
                target,
                lambda after: (consent for consent in ordered if consent.flow.consent_id > after),
                lambda consent: consent.flow.consent_id,
                lambda consent: not consent.expired,
                refused=query_parameter,
            )
        else:
            page = self._offset(call, target, total, rows, self._quirks.consent_link_is_confused)
            page.rows = [consent for consent in page.rows if not consent.expired]
        return page if page.rows else Page([], {})

    # --- up to 2.3: limit and offset, or a token that holds the offset

    def _offset(
        self, call: Call, target: str, total: int, rows: Iterable[Row], confused_link: bool = False
    ) -> Page[Row]:
        quirks = self._quirks
        by_token = quirks.paging == "page"
        size = _integer(call.parameter("page_size" if by_token else "limit"), quirks.page_size_default)
        if size < 1:
            if quirks.page_size_below_one == "panic":
                raise ConnectionClosed
            if quirks.page_size_below_one == "empty":
                rows = []
            size = 1
        size = min(size, quirks.page_size_maximum)
        offset = _offset_of(call.parameter("page_token")) if by_token else max(_integer(call.parameter("offset"), 0), 0)
        if quirks.offset_is_rounded_down:
            offset -= offset % size
        headers = {}
        if quirks.link_header and confused_link:
            headers["Link"] = self._offset_links(call, target, total, max(offset, 1), size)
        elif quirks.link_header:
            headers["Link"] = self._offset_links(call, target, total, size, offset // size)
        if quirks.total_count:
            headers["X-Total-Count"] = str(total)
        return Page(list(islice(rows, offset, offset + size)), headers)

    def _offset_links(self, call: Call, target: str, total: int, size: int, page: int) -> str:
        """Return the header for page number ``page`` of ``size`` rows; the total is that of the unfiltered list."""
        relations: list[tuple[str, int]]
        if total == 0:
            relations = [("first", 0), ("next", (page + 1) * size), ("prev", (page - 1) * size)]
        elif (size > total and self._quirks.larger_page_is_single) or (
            size == total and self._quirks.full_page_is_single
        ):
            size = total
            relations = [("first", 0)]
        else:
            last = (total - 1) // size
            if page >= last:
                relations = [("first", 0), ("prev", (last - 1) * size)]
            elif page == 0:
                relations = [("next", size), ("last", last * size)]
            else:
                relations = [("first", 0), ("next", (page + 1) * size), ("prev", (page - 1) * size)]
                relations.append(("last", last * size))
        if self._quirks.paging == "page":
            pages = [
                (name, {"page_size": str(size), "page_token": _offset_token(offset)}) for name, offset in relations
            ]
        else:
            pages = [(name, {"limit": str(size), "offset": str(offset)}) for name, offset in relations]
        return _links(call, target, pages)

    # --- from 25.4 on: opaque tokens that hold the last key

    def _keyset(
        self,
        call: Call,
        target: str,
        rows_after: Callable[[str], Iterator[Row]],
        key: Callable[[Row], str],
        keep: Callable[[Row], bool],
        refused: Callable[[str], Refusal] = malformed,
    ) -> Page[Row]:
        try:
            # Of several values the first that is not empty counts.
            token, wanted = (next(filter(None, call.query.get(name, ())), "") for name in ("page_token", "page_size"))
            after, size = self._open(token), self._keyset_size(wanted)
        except ValueError as problem:
            raise refused(f"Unable to parse pagination parameters: {problem}") from None
        rows = list(islice(filter(keep, rows_after(after)), size + 1))
        pages = [("first", {"page_size": str(size), "page_token": self._seal("")})]
        if len(rows) > size:
            rows.pop()
            pages.append(("next", {"page_size": str(size), "page_token": self._seal(key(rows[-1]))}))
        return Page(rows, {"Link": _links(call, target, pages)})

    def _keyset_size(self, text: str) -> int:
        quirks = self._quirks
        size = _integer(text, 0)
        if text and not (_INTEGER.fullmatch(text) and abs(int(text)) <= _LARGEST):
            problem = "value out of range" if _INTEGER.fullmatch(text) else "invalid syntax"
            raise ValueError(f"strconv.Atoi: parsing {go_string(text)}: {problem}")
        return min(size, quirks.page_size_maximum) if size > 0 else quirks.page_size_default

    def _seal(self, key: str) -> str:
        return self._box.encrypt(json.dumps({"after": key}).encode()).decode()

    def _open(self, token: str) -> str:
        if not token:
            return ""
        sentence = self._quirks.page_token_sentence
        bad = first_bad_byte(token, FOR_URLS)
        if bad is not None and not sentence:
            raise ValueError(f"decode token: illegal base64 data at input byte {bad}")
        try:
            return str(json.loads(self._box.decrypt(token))["after"])
        except InvalidToken:
            if not sentence:
                raise ConnectionClosed from None
            raise ValueError(sentence) from None


def _integer(text: str, default: int) -> int:
    return int(text) if _INTEGER.fullmatch(text) and abs(int(text)) <= _LARGEST else default


def _offset_token(offset: int) -> str:
    text = json.dumps({"offset": str(offset), "v": 2}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _offset_of(token: str) -> int:
    """Return the offset in a token; a token that is none means the first page."""
    try:
        value: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return max(int(value["offset"]), 0)
    except (binascii.Error, ValueError, TypeError, KeyError):
        return 0


def _links(call: Call, target: str, pages: list[tuple[str, dict[str, str]]]) -> str:
    """Return the header: each target carries the whole query of this request."""
    links = []
    for relation, parameters in pages:
        query = dict(call.query, **{name: [value] for name, value in parameters.items()})
        text = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name in sorted(query) for value in query[name])
        links.append(f'<{target}?{text}>; rel="{relation}"')
    return ",".join(links)
