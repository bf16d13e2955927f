# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record what the front page shows, from a real run: ``make recording``.

The playbook is the first one of README.md. It is run as it stands, then one scope in it is changed. The preview of that
change, the change and a run after it are recorded: as an SVG that plays itself, and as the diff in README.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.text import Text

from support import playbook, servers

README = playbook.ROOT / "README.md"
PICTURE = playbook.ROOT / "docs" / "images" / "first_run.svg"
DIFF = re.compile(r"(?<=<!-- recorded: diff -->\n).*?(?=<!-- end -->)", re.DOTALL)
OLD_SCOPE, NEW_SCOPE = "scope: invoices.read\n", "scope: invoices.read invoices.write\n"
COMMANDS = (("--check", "--diff"), (), ())
WIDTH = 80  # characters
TYPING = 1.5  # seconds between the end of one command and the next
LONGEST = 1.5  # seconds that a pause is shown at most
#: Rich's own form without its fonts, which come from elsewhere, and with lines that appear when they did in the run.
FORM = """<!--
Copyright (c) 2026, The ory.hydra contributors
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A terminal recording">
<style>
.{unique_id}-matrix {{ font: {char_height}px "Fira Code", ui-monospace, Menlo, Consolas, monospace;
  line-height: {line_height}px; font-variant-ligatures: none; }}
.{unique_id}-matrix text {{ animation: appear 0s backwards; }}
@keyframes appear {{ from {{ visibility: hidden; }} }}
@media (prefers-reduced-motion: reduce) {{ .{unique_id}-matrix text {{ animation: none; }} }}
{styles}
</style>
<defs>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@dataclass(frozen=True)
class Line:
    """A line of the terminal, and the seconds from the beginning after which it appeared."""

    text: str
    at: float


def first_playbook() -> str:
    """The playbook that README.md begins with."""
    found = re.search(r"^```yaml\n(---\n- name: .*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    assert found, "README.md has no playbook"
    return found[1]


def placed(text: str, server: servers.Server) -> str:
    """A text of the documentation with the addresses of that server."""
    return text.replace("http://127.0.0.1:4445", server.admin_url).replace("http://127.0.0.1:4444", server.public_url)


def run(folder: Path, collections: Path, *arguments: str) -> Iterator[str]:
    """Run the playbook as in a terminal, and yield its lines as they come."""
    environment = playbook.environment(collections, folder)
    del environment["ANSIBLE_NOCOLOR"]
    environment["ANSIBLE_FORCE_COLOR"] = "1"
    command = [playbook.tool("ansible-playbook"), "clients.yml", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield from (line.rstrip("\n") for line in process.stdout)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")


def record(folder: Path, collections: Path, server: servers.Server) -> list[Line]:
    """Run what is shown, and return what it printed."""
    text = first_playbook()
    assert OLD_SCOPE in text
    file = folder / "clients.yml"
    file.write_text(placed(text, server))
    list(run(folder, collections))
    file.write_text(placed(text.replace(OLD_SCOPE, NEW_SCOPE), server))
    lines: list[Line] = []
    shown = 0.0
    for arguments in COMMANDS:
        lines.append(Line(" ".join(["$ ansible-playbook clients.yml", *arguments]), shown))
        before = time.monotonic()
        for line in run(folder, collections, *arguments):
            now = time.monotonic()
            shown, before = shown + min(now - before, LONGEST), now
            lines.append(Line(line, shown))
        shown += TYPING
    return lines


def picture(lines: list[Line]) -> str:
    """The recording as an SVG that shows each line when it came, and all of them in the end."""
    console = Console(width=WIDTH, file=StringIO(), record=True, force_terminal=True, color_system="truecolor")
    for line in lines:
        text = Text.from_ansi(line.text)
        if len(text) > WIDTH:  # the recap: what matters of it comes first
            text.truncate(text.plain.rindex(" ", 0, WIDTH))
        console.print(text)
    drawing = console.export_svg(title="ory.hydra", code_format=FORM, unique_id="run")

    def when(found: re.Match[str]) -> str:
        return f'{found[0]} style="animation-delay: {lines[int(found["number"])].at:.1f}s"'

    drawing = re.sub(r'clip-path="url\(#run-line-(?P<number>\d+)\)"', when, drawing)
    return "\n".join(line.rstrip() for line in drawing.splitlines()) + "\n"


def difference(lines: list[str]) -> str:
    """The diff among the lines of a run, without colours."""
    plain = [Text.from_ansi(line).plain for line in lines]
    begin = next(number for number, line in enumerate(plain) if line.startswith("--- "))
    end = next(number for number, line in enumerate(plain) if number > begin and not line)
    return "\n".join(plain[begin:end]) + "\n"


def main() -> None:
    """Record on the best server that is here."""
    kind = servers.best()
    with (
        servers.start(kind=kind) as server,
        playbook.collections_path() as collections,
        tempfile.TemporaryDirectory(prefix="ory-hydra-") as folder,
    ):
        lines = record(Path(folder), collections, server)
    PICTURE.write_text(picture(lines))
    shown = f"```diff\n{difference([line.text for line in lines])}```\n"
    README.write_text(DIFF.sub(lambda _found: shown, README.read_text()))
    print(f"Recorded on {kind.label}: {PICTURE.relative_to(playbook.ROOT)}, {lines[-1].at:.0f} s")


if __name__ == "__main__":
    main()
