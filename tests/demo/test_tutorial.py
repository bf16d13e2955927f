# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorial and the front page show what really happens: they are followed word by word."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import requests
from demo import record

from support import examples, playbook, servers

TUTORIAL = playbook.ROOT / "docs" / "docsite" / "rst" / "getting_started.rst"
FILE = re.compile(r"``(\w+\.yml)``[^\n]*:\s*\.\. code-block:: \S+\s*\Z")
#: What prepares a machine, which this one is.
PREPARATIONS = ("python3 -m venv", ". venv", "pip ", "ansible-galaxy ", "docker ", "export ", "hydra ")


def blocks() -> Iterator[tuple[str, str, str]]:
    """The blocks of the tutorial: the text before, the language, the text."""
    lines = TUTORIAL.read_text().splitlines()
    end = 0
    for block in examples.blocks_of_guide(TUTORIAL):
        yield "\n".join(lines[end : block.row_offset]), block.language or "", block.content
        end = block.row_offset + len(block.content.splitlines())


class Reader:
    """Somebody who does what the tutorial says, in a folder."""

    def __init__(self, folder: Path, server: servers.Server, collections: Path) -> None:
        self._folder = folder
        self._server = server
        self._collections = collections
        self.output = ""
        self.done: list[str] = []

    def write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(record.placed(text, self._server))

    def change_scope(self) -> None:
        file = self._folder / "clients.yml"
        text = file.read_text()
        assert record.OLD_SCOPE in text
        file.write_text(text.replace(record.OLD_SCOPE, record.NEW_SCOPE))

    def command(self, line: str) -> None:
        words = shlex.split(record.placed(line, self._server), comments=True)
        self.done.append(line)
        if words[0] == "ansible-playbook":
            ran = playbook.run(
                self._folder / words[1],
                {},
                collections=self._collections,
                scratch=self._folder / "scratch",
                arguments=words[2:],
                inline=True,
            )
            assert ran.returncode == 0, ran.output
            assert ran.complaints == []
            self.output = ran.stdout
        elif words[0] == "curl":
            self.output = self._curl(words)
        elif words[0] == "ls":
            self.output = "  ".join(sorted(path.name for path in (self._folder / words[1]).iterdir()))
        else:
            assert line.startswith(PREPARATIONS), f"nobody does this: {line}"

    def _curl(self, words: list[str]) -> str:
        user, secret = words[words.index("-u") + 1].split(":")
        file = re.fullmatch(r"\$\(cat (\S+)\)", secret)
        assert file
        form = dict(after.split("=", 1) for word, after in zip(words, words[1:], strict=False) if word == "-d")
        password = (self._folder / file[1]).read_text().strip()
        return requests.post(words[-1], data=form, auth=(user, password), timeout=30).text

    def sees(self, text: str) -> None:
        """Compare what is shown with the last output; ``…`` stands for anything."""
        for line in text.splitlines():
            pattern = re.escape(line.strip().replace("*", "")).replace("…", ".*").replace(r"v26\.2\.0", r"v?[\d.]+")
            assert re.search(pattern, self.output.replace("*", "")), line


def test_the_tutorial_ends_with_a_token(collections: Path, tmp_path: Path) -> None:
    with servers.start(kind=servers.best()) as server:
        reader = Reader(tmp_path, server, collections)
        recaps = []
        for before, kind, text in blocks():
            if "\nA change\n---" in before:
                reader.change_scope()
            if kind == "yaml+jinja":
                name = FILE.search(before)
                assert name, f"which file is this?\n{text}"
                reader.write(name[1], text)
            elif kind == "console":
                for line in re.findall(r"^\$ ((?:.*\\\n)*.*)", text, re.MULTILINE):
                    reader.command(line)
                    if line.startswith("ansible-playbook"):
                        recaps.append((line, "changed=0" not in reader.output.rpartition("RECAP")[2]))
                reader.sees("\n".join(line for line in text.splitlines() if not line.startswith((" ", "$"))))
            elif kind == "diff":
                assert text in reader.output
            elif any("ansible-playbook" in line for line in reader.done):
                reader.sees(text)
    assert recaps == [
        ("ansible-playbook server.yml", False),
        ("ansible-playbook clients.yml --check --diff", True),
        ("ansible-playbook clients.yml", True),
        ("ansible-playbook clients.yml", False),
        ("ansible-playbook clients.yml --check --diff", True),
        ("ansible-playbook update.yml --diff", True),
        ("ansible-playbook remove.yml", True),
    ]
    assert any(line.startswith("curl") for line in reader.done)


def test_the_front_page_shows_the_same_playbook_and_its_diff() -> None:
    shown = next(text for before, _kind, text in blocks() if FILE.search(before) and "clients.yml" in before)
    assert record.first_playbook() == shown
    change = [text for _before, kind, text in blocks() if kind == "diff"][-1]
    recorded = record.DIFF.search(record.README.read_text())
    assert recorded and recorded[0] == f"```diff\n{change}```\n"


def test_the_picture_shows_the_whole_recording() -> None:
    lines = [record.Line("\x1b[0;33mchanged: [localhost]\x1b[0m", 0.0), record.Line("", 0.4), record.Line("end", 1.5)]
    drawing = record.picture(lines)
    assert re.findall(r">(changed:[^<]*|end)<", drawing) == ["changed:&#160;[localhost]", "end"]
    delays = re.findall(r"animation-delay: ([\d.]+)s", drawing)
    assert delays == sorted(delays) and set(delays) == {"0.0", "0.4", "1.5"}
    assert "http" not in drawing.replace('"http://www.w3.org/2000/svg"', "").partition("-->")[2]
