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
import typing as t

from .._values.secret_texts import Found, forms_of
from .visible import visible

MASK = "********"
SHORT = 8  # characters; what is shorter is hidden only where it stands alone
_FEW = 200  # secrets that are looked for one by one

#: Members of a result that are text for people, at its top or in a row of "actions".
_TEXT = frozenset(("msg", "failure", "diff", "exception", "invocation"))
_OF_LINES = frozenset(("diff", "exception", "invocation"))

# A short secret stands alone between characters that are no part of a word, or after one that was encoded.
_BEFORE = r"(?:(?<!\w)|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9a-fA-F]{4}))"
_AFTER = r"(?!\w)"


class Masker:
    """Hides some secrets.

    :param names: spelling -> the name of the secret
    """

    def __init__(self, names: t.Mapping[str, str]) -> None:
        self.names = names
        self.long = sorted((text for text in names if len(text) >= SHORT), key=len, reverse=True)
        short = sorted((text for text in names if len(text) < SHORT), key=len, reverse=True)
        patterns = [
            (_BEFORE if re.match(r"\w", text) else "") + re.escape(text) + (_AFTER if re.search(r"\w$", text) else "")
            for text in short
        ]
        self._short = re.compile("|".join(patterns)) if patterns else None

    def __bool__(self) -> bool:
        return bool(self.names)

    def text(self, text: str) -> str:
        """Return a text without the secrets."""
        for secret in self.long:
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
        found = next((secret for secret in self.long if secret in text), None)
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
        self._of_task: t.Dict[str, str] = {}
        self._of_server: t.Dict[str, str] = {}
        self._asked_for: t.Set[str] = set()
        self._forms: t.Dict[str, t.Set[str]] = {}

    def add(self, found: t.Iterable[Found]) -> None:
        """Hide secrets of the task."""
        for name, text in found:
            self._of_task.setdefault(text, name)

    def learn(self, texts: t.Iterable[str]) -> None:
        """Hide secrets of the server."""
        self._of_server.update((text, "") for text in texts)

    def ask_for(self, texts: t.Iterable[str]) -> None:
        """Leave secrets in data, because the task asks for them."""
        self._asked_for.update(texts)

    def texts(self) -> t.Set[str]:
        """Return all secrets as they are."""
        return {*self._of_task, *self._of_server}

    def among(self, texts: t.Iterable[str]) -> t.Tuple[Masker, Masker]:
        """Return what hides the secrets that occur in texts: one for text, and one for data."""
        joined = "\0".join(texts)
        of_server, of_task = (
            dict(_occurring([(form, name) for text, name in known.items() for form in self._forms_of(text)], joined))
            for known in (self._of_server, self._of_task)
        )
        shown = {form for text in self._asked_for for form in self._forms_of(text)}
        return Masker({**of_server, **of_task}), Masker({one: of_task[one] for one in of_task.keys() - shown})

    def _forms_of(self, text: str) -> t.Set[str]:
        if text not in self._forms:
            self._forms[text] = forms_of(text)
        return self._forms[text]


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


def _occurring(forms: t.Sequence[Found], text: str) -> t.Iterator[Found]:
    """Yield the forms that are in a text, in time that grows with the text and not with the number of forms."""
    if len(forms) <= _FEW:
        yield from (one for one in forms if one[0] in text)
        return
    index: t.Dict[int, t.Dict[str, t.List[Found]]] = {}
    for one in forms:
        size = min(len(one[0]), SHORT)
        index.setdefault(size, {}).setdefault(one[0][:size], []).append(one)
    for size, beginnings in index.items():
        windows = (text[start : start + size] for start in range(len(text) - size + 1))
        for beginning in {window for window in windows if window in beginnings}:
            yield from (one for one in beginnings[beginning] if one[0] in text)
