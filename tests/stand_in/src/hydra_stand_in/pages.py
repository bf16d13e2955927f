# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML pages, with words of the stand-in's own: those below ``/oauth2/fallbacks``, and those that browsers pass."""

from __future__ import annotations

import html
from collections.abc import Iterable

from .exchange import NO_STORE, Call, Reply

_FRAME = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body{attributes}>
<h1>{title}</h1>
{body}
</body>
</html>
"""
_TYPE = {"Content-Type": "text/html; charset=utf-8"}


def _page(title: str, body: str, status: int = 200, attributes: str = "") -> Reply:
    text = _FRAME.format(title=html.escape(title), body=body, attributes=attributes)
    return Reply(status, text.encode(), dict(_TYPE))


def _missing(name: str, variable: str) -> Reply:
    sentence = (
        f"This is the stand-in for Ory Hydra, which does not know where the {name} page is. Set {variable}, as for a "
        "real server, or start it with --say-yes."
    )
    return _page(f"No {name} page", f"<p>{sentence}</p>")


async def login(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/login"""
    return _missing("login", "URLS_LOGIN")


async def consent(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/consent"""
    return _missing("consent", "URLS_CONSENT")


async def logout(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/logout"""
    return _missing("logout", "URLS_LOGOUT")


async def device(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/device"""
    return _missing("device verification", "URLS_DEVICE_VERIFICATION")


async def logged_out(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/logout/callback"""
    return _page("You are logged out", "<p>No URLS_POST_LOGOUT_REDIRECT says where to go from here.</p>")


async def device_done(_call: Call) -> Reply:
    """GET /oauth2/fallbacks/device/done"""
    return _page("Your device is logged in", "<p>No URLS_DEVICE_SUCCESS says where to go from here.</p>")


async def error(call: Call) -> Reply:
    """GET /oauth2/fallbacks/error: what is wrong, where no client can be told"""
    names = ("error", "error_description", "error_hint", "error_debug")
    rows = "".join(f"<dt>{name}</dt><dd>{html.escape(call.parameter(name))}</dd>" for name in names)
    return _page("An error occurred", f"<dl>{rows}</dl>", 500)


def posted(action: str, parameters: Iterable[tuple[str, str]]) -> Reply:
    """Return the page that posts parameters to a client (response mode form_post)."""
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">\n' for name, value in parameters
    )
    form = f'<form method="post" action="{html.escape(action)}">\n{fields}</form>'
    reply = _page("Going on", form, attributes=' onload="document.forms[0].submit()"')
    reply.headers = {"Content-Type": "text/html;charset=UTF-8", **NO_STORE}
    return reply


def leaving(frames: Iterable[str], target: str) -> Reply:
    """Return the page of a logout that loads the addresses of clients in frames, and then goes on."""
    loaded = "".join(f'<iframe hidden src="{html.escape(url)}"></iframe>\n' for url in frames)
    link = f'<p><a href="{html.escape(target)}">Go on</a></p>'
    script = "<script>window.onload = () => { location.href = document.querySelector('a').href; };</script>"
    return _page("Logging out", f"{loaded}{link}\n{script}")
