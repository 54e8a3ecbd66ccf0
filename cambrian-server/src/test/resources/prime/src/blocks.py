"""What a model answers, and what a specification says in its fenced blocks."""

import re


class Unreadable(Exception):
    """The answer is no set of files."""


OPENING = re.compile(r'<file path="([^"]+)">')


def files(answer: str) -> dict[str, str]:
    """The files of an answer by their paths."""
    found: dict[str, str] = {}
    path, lines = None, []
    for line in answer.splitlines(keepends=True):
        text = line.rstrip("\n")
        if path is None:
            opening = OPENING.fullmatch(text)
            if opening:
                path, lines = opening.group(1), []
        elif text == "</file:end>":
            if path in found:
                raise Unreadable(f"two blocks for {path}")
            found[path], path = "".join(lines), None
        else:
            lines.append(line)
    if path is not None:
        raise Unreadable(f"the block of {path} is not closed")
    if not found:
        raise Unreadable("there is no file block")
    return found


def fenced(spec: str, name: str) -> str | None:
    """The content of the one fenced block of that name."""
    block = re.search(rf"^```{re.escape(name)}\n(.*?)^```$", spec, re.MULTILINE | re.DOTALL)
    return block.group(1) if block else None


def entry(spec: str) -> dict[str, str]:
    """The commands of the entry block."""
    pairs = (line.split(": ", 1) for line in (fenced(spec, "entry") or "").splitlines() if line)
    return {key: value for key, value in pairs}


def toolchain(spec: str) -> str:
    named = re.search(r"^toolchain: (\w+)$", spec, re.MULTILINE)
    return named.group(1) if named else "java"
