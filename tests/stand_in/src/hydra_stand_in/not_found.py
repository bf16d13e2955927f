# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a route that does not exist answers: JSON, text or a page, by what the request accepts."""

from __future__ import annotations

import json

from .errors import ROUTE
from .exchange import Reply

_DOCUMENT = json.dumps({"error": {"code": 404, "message": "Not Found", "reason": ROUTE}}).encode()
_PLAIN = f"Error 404 - {ROUTE}".encode()
_SENTENCE = json.dumps({"error": f"Error 404 - {ROUTE}"}).encode()

# The pages begin as the real ones do; the rest is the stand-in's.
_OLD_PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n    <meta charset="UTF-8">\n    <title>404 - Route not found</title>\n'
    "    <style>*{transition:all .6s}html{height:100%}body{font-family:sans-serif;color:#888;margin:0}"
    "#main{display:table;width:100%;height:100vh;text-align:center}.fof{display:table-cell;vertical-align:middle}"
    "</style>\n</head>\n<body>\n<p>404: route not found</p>\n</body>\n</html>\n"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <title>404 - Route not found</title>
    <style>
      * {
        transition: all 0.6s;
      }
      html {
        height: 100%;
      }
      body {
        font-family: sans-serif;
        color: #888;
        margin: 0;
      }
    </style>
  </head>
  <body>
    <p>404: route not found</p>
  </body>
</html>
"""
_PAGES = {"plain": _OLD_PAGE, "wide": _PAGE, "lower": _PAGE.replace("<!DOCTYPE", "<!doctype")}
_KINDS = ("text/html", "text/plain", "application/json")


def header_of(style: str) -> str:
    """Return the header of a request that says which kind of answer it gets."""
    return "Content-Type" if style == "sentence" else "Accept"


def reply(style: str, accept: str, page: str) -> Reply:
    """Return the answer in a generation's ``style``: text, sentence or negotiated, with its ``page`` for browsers.

    ``accept`` is the value of the header that counts.
    """
    if style == "text":
        return Reply(404, b"404 page not found\n", {"Content-Type": "text/plain; charset=utf-8"})
    if style == "sentence":
        kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
        if kinds & {"text/html", "application/xhtml+xml", "application/xml"}:
            return Reply(404, _PAGES[page].encode(), {"Content-Type": "text/html; charset=utf-8"})
        sentence = _PLAIN if "text/plain" in kinds else _SENTENCE
        return Reply(404, sentence, {"Content-Type": "text/plain; charset=utf-8"})
    kind = _negotiated(accept)
    body = {
        "application/json": _DOCUMENT,
        "text/plain": _PLAIN,
        "text/html": _PAGES[page].encode(),
    }[kind]
    return Reply(404, body, {"Content-Type": f"{kind}; charset=utf-8"})


def _negotiated(accept: str) -> str:
    """Return the kind of body that the request likes best; the page where it does not say."""
    best, best_quality = _KINDS[0], 0.0
    for kind in _KINDS:
        quality = max((_quality(item, kind) for item in accept.split(",")), default=0.0)
        if quality > best_quality:
            best, best_quality = kind, quality
    return best


def _quality(item: str, kind: str) -> float:
    pattern, *parameters = (part.strip() for part in item.split(";"))
    if pattern not in (kind, kind.split("/")[0] + "/*", "*/*"):
        return 0.0
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
