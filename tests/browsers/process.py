"""Starting and stopping a browser's process."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

START_S = 60
STOP_S = 10


async def start(program: str, *arguments: str, **environment: str) -> Process:
    """Start a program, with these changes to the environment."""
    surroundings = {**os.environ, **environment}
    return await asyncio.create_subprocess_exec(program, *arguments, env=surroundings, stdout=DEVNULL, stderr=DEVNULL)


async def announced(process: Process, file: Path) -> str:
    """What a browser writes to a file of its profile once it can be driven: the port, and maybe more."""
    for _ in range(START_S * 10):
        if text := _read(file):
            return text
        if process.returncode is not None:
            break
        await asyncio.sleep(0.1)
    raise RuntimeError(f"the browser did not start: it ended with {process.returncode}")


async def stop(process: Process) -> None:
    """Wait for a process that was asked to end; end it if it does not."""
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _read(file: Path) -> str:
    text = file.read_text().strip() if file.exists() else ""
    # The DevTools file is written in two steps: the port, then the path.
    return text if file.name != "DevToolsActivePort" or "\n" in text else ""
