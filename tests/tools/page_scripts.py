"""Code beside the scripts of the page with the box, run in node as they run in a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

NODE = shutil.which("node")
SCRIPTS = [str(Path(__file__).parents[2] / "static" / name) for name in ("paste.js", "har.js")]
LOAD = """
const fs = require("fs");
for (const script of JSON.parse(process.argv[1])) require("vm").runInThisContext(fs.readFileSync(script, "utf8"));
"""


def run_beside_the_page_scripts(code: str, file: Path) -> str:
    """What `code` prints; the path of `file` is its `process.argv[2]`."""
    command = [str(NODE), "-e", LOAD + code, json.dumps(SCRIPTS), str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
