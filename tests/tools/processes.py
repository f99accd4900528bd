"""Processes of this machine, by what the kernel tells of them in /proc."""

from __future__ import annotations

from pathlib import Path


def children(pid: int) -> list[int]:
    """Those that a process has started, by whichever of its threads, the eldest first."""
    started = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return sorted(int(child) for each in started for child in each)


def descendants(pid: int) -> list[int]:
    """Its children, and then theirs."""
    found = children(pid)
    return [*found, *(grandchild for child in found for grandchild in descendants(child))]


def lives(pid: int) -> bool:
    """Whether a process does, which is not yet dead and only unburied."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
