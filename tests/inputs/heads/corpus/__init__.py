"""Panels and heads as people paste them, each under a line `##### name`, and below `-----` what a person reads in them.

`python -m tests.inputs.heads.corpus` writes anew what is read; look at each change before you keep it.
"""

from __future__ import annotations

from pathlib import Path

from tests.inputs.heads.told import told

FOLDER = Path(__file__).parent
_MARK, _END = "\n##### ", "\n-----\n"


def fragments() -> dict[str, tuple[str, str]]:
    """Each text with what is expected of it, by its name."""
    found = {}
    for file in sorted(FOLDER.glob("*.txt")):
        for part in ("\n" + file.read_text(encoding="utf-8")).split(_MARK)[1:]:
            name, _, rest = part.partition("\n")
            text, _, expected = rest.partition(_END)
            found[f"{file.stem}: {name}"] = text.strip("\n"), expected.strip("\n")
    return found


def write() -> None:
    for file in sorted(FOLDER.glob("*.txt")):
        written = ""
        for name, (text, _) in fragments().items():
            stem, _, title = name.partition(": ")
            if stem == file.stem:
                written += f"##### {title}\n{text}{_END}{told(text)}\n\n"
        file.write_text(written.rstrip("\n") + "\n", encoding="utf-8")
