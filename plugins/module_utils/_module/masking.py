# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Secrets hidden in what is printed, and data that would be wrong with a mask in it told from text. Pure.

In text (messages, warnings, diffs, the invocation) every spelling of every secret is hidden. Data is what a task
returns of the server's objects: it never has a secret of theirs, and is masked only where it has one of the task.
A secret of less than eight characters is hidden where it stands alone, and not within a longer word. Characters that a
terminal would obey are made visible in text, and left in data.
"""

from __future__ import annotations

import functools
import re
import threading
import typing as t

from .._values.secret_texts import Found, forms_of
from .visible import visible

MASK = "********"
SHORT = 8  # characters; what is shorter is hidden only where it stands alone
_FEW = 200  # secrets that are looked for one by one
_PARTS = 64  # parts of a secret one of which it is looked for by

#: Members of a result that are text for people, at its top or in a row of "actions".
_TEXT = frozenset(("msg", "failure", "diff", "exception", "invocation"))
_OF_LINES = frozenset(("diff", "exception", "invocation"))

# A short secret stands alone between characters that are no part of a word, or after one that was encoded.
_BEFORE = r"(?:(?<!\w)|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9a-fA-F]{4}))"
_AFTER = r"(?!\w)"


class _Index:
    """Spellings of secrets by a part of each: to look for all of them takes time that grows with the text alone.

    The part is one that few others have, as secrets of one maker often begin with the same words.
    """

    def __init__(self, forms: t.Iterable[Found] = ()) -> None:
        self._few: t.List[Found] = []
        self._by_part: t.Dict[int, t.Dict[str, t.List[t.Tuple[int, Found]]]] = {}  # with the place of the part
        self._count = 0
        for one in forms:
            self.add(one)

    def add(self, one: Found) -> None:
        """Look for a spelling, too; comes with the name of its secret."""
        self._count += 1
        if self._count <= _FEW:
            self._few.append(one)
        form, size = one[0], min(len(one[0]), SHORT)
        parts = self._by_part.setdefault(size, {})
        places = range(min(len(form) - size + 1, _PARTS))
        place = next((at for at in places if form[at : at + size] not in parts), None)
        if place is None:
            place = min(places, key=lambda at: len(parts[form[at : at + size]]))
        parts.setdefault(form[place : place + size], []).append((place, one))

    def occurring(self, text: str) -> t.Iterator[Found]:
        """Yield the spellings that are in a text, with the names of their secrets."""
        if self._count <= _FEW:
            yield from (one for one in self._few if one[0] in text)
            return
        seen: t.Set[Found] = set()
        for size, parts in self._by_part.items():
            windows = (text[start : start + size] for start in range(len(text) - size + 1))
            for start in [start for start, window in enumerate(windows) if window in parts]:
                for place, one in parts[text[start : start + size]]:
                    if one not in seen and start >= place and text.startswith(one[0], start - place):
                        seen.add(one)
                        yield one


class Masker:
    """Hides some secrets.

    :param names: spelling -> the name of the secret
    """

    def __init__(self, names: t.Mapping[str, str]) -> None:
        self.names = names
        self._index = _Index((text, name) for text, name in names.items() if len(text) >= SHORT)
        short = sorted((text for text in names if len(text) < SHORT), key=len, reverse=True)
        patterns = [
            (_BEFORE if re.match(r"\w", text) else "") + re.escape(text) + (_AFTER if re.search(r"\w$", text) else "")
            for text in short
        ]
        self._short = re.compile("|".join(patterns)) if patterns else None

    def __bool__(self) -> bool:
        return bool(self.names)

    def long_in(self, text: str) -> t.List[str]:
        """Return the secrets that are in a text wherever they stand, the longest first."""
        return sorted((secret for secret, _name in self._index.occurring(text)), key=lambda one: (-len(one), one))

    def text(self, text: str) -> str:
        """Return a text without the secrets."""
        for secret in self.long_in(text):
            text = text.replace(secret, MASK)
        return self._short.sub(MASK, text) if self._short is not None else text

    def value(self, value: t.Any, written: t.Callable[[str], str] = lambda text: text) -> t.Any:
        """Return a value without the secrets, in names of members, too.

        :param written: how a text is written once it is without them
        """
        if isinstance(value, str):
            return written(self.text(value))
        if isinstance(value, dict):
            return {self.value(name, written): self.value(item, written) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item, written) for item in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) in self.names:
            return MASK
        return value

    def name_in(self, value: t.Any) -> str:
        """Return the name of a secret that is in a text or number."""
        text = str(value)
        found = next(iter(self.long_in(text)), None)
        if found is None and self._short is not None:
            short = self._short.search(text)
            found = short.group() if short else None
        return self.names.get(found or text, "")


class Secrets:
    """All secrets of a task.

    Those of the task are what it was given, read or made; those of the server are parts of objects that it returned,
    which are left out of results, and must not turn up in text.
    """

    def __init__(self) -> None:
        self._of_task = _Known()
        self._of_server = _Known()
        self._shown: t.Set[str] = set()  # all spellings of those that the task asks for

    def add(self, found: t.Iterable[Found]) -> None:
        """Hide secrets of the task."""
        for name, text in found:
            self._of_task.add(text, name)

    def learn(self, texts: t.Iterable[str]) -> None:
        """Hide secrets of the server."""
        for text in texts:
            self._of_server.add(text, "")

    def ask_for(self, texts: t.Iterable[str]) -> None:
        """Leave secrets in data, because the task asks for them."""
        for text in texts:
            self._shown |= forms_of(text)

    def texts(self) -> t.Set[str]:
        """Return all secrets as they are."""
        return {*self._of_task.names, *self._of_server.names}

    def among(self, texts: t.Iterable[str]) -> t.Tuple[Masker, Masker]:
        """Return what hides the secrets that occur in texts: one for text, and one for data."""
        joined = "\0".join(texts)
        of_server, of_task = self._of_server.occurring(joined), self._of_task.occurring(joined)
        return Masker({**of_server, **of_task}), Masker({one: of_task[one] for one in of_task.keys() - self._shown})


class _Known:
    """Secrets that are known, each with its name; their spellings are made once they are looked for.

    :ivar names: secret -> its name
    """

    def __init__(self) -> None:
        self.names: t.Dict[str, str] = {}
        self._new: t.List[str] = []
        self._looking = threading.Lock()  # lines of the log come from several threads
        self._index = _Index()

    def add(self, text: str, name: str) -> None:
        """Know a secret, under the first name that it comes with."""
        if text not in self.names:
            self.names[text] = name
            self._new.append(text)

    def occurring(self, text: str) -> t.Dict[str, str]:
        """Return the spellings that are in a text, each with the name of its secret."""
        with self._looking:
            while self._new:
                secret = self._new.pop()
                for form in forms_of(secret):
                    self._index.add((form, self.names[secret]))
            return dict(self._index.occurring(text))


def masked_result(
    result: t.Mapping[str, t.Any], for_text: Masker, for_data: Masker
) -> t.Tuple[t.Dict[str, t.Any], t.List[str]]:
    """Return a result without secrets, and for each place where data was masked a clause that names it."""
    places: t.List[str] = []

    def printed(name: str, value: t.Any) -> t.Any:
        return for_text.value(value, functools.partial(visible, layout=name in _OF_LINES))

    def shown(value: t.Any, path: str, depth: int) -> t.Any:
        if isinstance(value, dict):
            rows = {}
            for name, item in value.items():
                place = "%s.%s" % (path, name) if path else str(name)
                text = name in _TEXT and (depth == 0 or path.startswith("actions["))
                rows[name] = printed(name, item) if text else shown(item, place, depth + 1)
            return rows
        if isinstance(value, (list, tuple)):
            return [shown(item, "%s[%d]" % (path, number), depth + 1) for number, item in enumerate(value)]
        masked = for_data.value(value)
        if masked != value:
            places.append("%s (it has the value of %s)" % (path, for_data.name_in(value)))
        return masked

    return shown(result, "", 0), places


def texts_in(value: t.Any) -> t.Iterator[str]:
    """Yield every text and number in a value, names of members included, as a text."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield str(name)
            yield from texts_in(item)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from texts_in(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
