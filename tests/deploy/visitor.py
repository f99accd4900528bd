"""Somebody who asks the site through nginx."""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Any, Self

import httpx

from tests.deploy.documented import HOST, Nginx


class Visitor:
    """Asks by https, over a new connection each time."""

    def __init__(self, nginx: Nginx) -> None:
        context = ssl.create_default_context()
        nginx.certificates.configure_trust(context)
        self._site = f"https://127.0.0.1:{nginx.port}"
        alone = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(verify=context, trust_env=False, timeout=60, limits=alone)

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Host": HOST, **options.pop("headers", {})}
        names = {"sni_hostname": HOST}
        return await self._client.request(method, self._site + path, headers=headers, extensions=names, **options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()
