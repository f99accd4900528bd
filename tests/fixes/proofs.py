"""How each stack's real server is started: the entries of `stacks.toml`."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tests.fixes import needs

HERE = Path(__file__).parent
APPS = HERE / "apps"


@dataclass(frozen=True)
class Proof:
    """One real server that runs a fix; see the head of `stacks.toml` for what the fields mean."""

    id: str
    stack: str
    app: str
    run: list[str]
    tier: str = "prove"
    packages: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    npm: str = ""
    pip: str = ""
    replace: dict[str, str] = field(default_factory=dict)
    edit: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    login: dict[str, str] = field(default_factory=dict)
    situations: list[str] = field(default_factory=lambda: ["login"])
    static: bool = False
    gaps: list[str] = field(default_factory=list)
    prepare: list[list[str]] = field(default_factory=list)
    syntax: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    start_s: float = 20

    @property
    def folder(self) -> Path:
        return APPS / self.app.split("/")[0]

    def tools(self) -> dict[str, str]:
        """The programs and folders that commands name in braces; MissingError where one cannot be had."""
        tools = {name: needs.program(name) for name in self.programs}
        if self.npm:
            tools |= {"node": needs.program("node"), "node_modules": str(needs.node_modules(self.npm))}
        if self.pip:
            tools["python"] = str(needs.python_environment(self.pip))
        return tools

    def proven_versions(self) -> list[str]:
        """What ran, such as "Express 5.3.0", asked of the installed programs and packages themselves."""
        return [f"{title} {self._version(where)}" for title, where in self.versions.items()]

    def _version(self, where: str) -> str:
        kind, _, name = where.partition(":")
        tools = self.tools()
        if kind == "npm":
            return str(json.loads((Path(tools["node_modules"]) / name / "package.json").read_text())["version"])
        if kind == "pip":
            code = f"import importlib.metadata as m; print(m.version({name!r}))"
            return _output([tools["python"], "-c", code])
        if kind == "apt":
            version = _output(["dpkg-query", "-W", "-f", "${Version}", name])
            return re.sub(r"^\d+:|[-+~].*$", "", version)
        output = _output([needs.program(kind), *name.split()])
        found = re.search(r"\d+\.\d+(\.\d+)*", output)
        assert found, f"{where} names no version: {output}"
        return found[0]


def _output(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return (result.stdout + result.stderr).strip()


def load() -> dict[str, Proof]:
    entries = tomllib.loads((HERE / "stacks.toml").read_text())
    return {name: Proof(id=name, **{"stack": name, **entry}) for name, entry in entries.items()}


PROOFS = load()
