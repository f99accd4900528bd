"""Where a secret may stand: in what is asked, refused, answered, repeated and pasted."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from tests.tools.loopback import http

PAGE = "https://app.example.com"
# Long enough not to be a word of ours by chance, and with what URLs, HTML and JSON have to escape.
ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-._~+=!"
SECRETS = (
    st.lists(st.sampled_from(ALPHABET), min_size=12, max_size=40)
    .map("".join)
    .filter(lambda text: len(set(text)) > 7 and text[0].isalnum() and text[-1].isalnum())
)


def basic(secret: str) -> str:
    return "Basic " + base64.b64encode(f"user:{secret}".encode()).decode()


# What a program sends to the API, by where the secret stands; `URL` stands for the server's own.
Body = Callable[[str], dict[str, Any]]
ASKED: dict[str, Body] = {
    "bearer token": lambda s: {"headers": [["Authorization", f"Bearer {s}"]]},
    "password": lambda s: {"headers": [["Authorization", basic(s)]]},
    "bare authorization": lambda s: {"headers": {"Authorization": s}},
    "header of a telling name": lambda s: {"headers": [["X-Api-Key", s]]},
    "header of any name": lambda s: {"headers": [["X-Tenant", s]]},
    "part of a header": lambda s: {"headers": [["X-Custom", f"id=7; key={s}, more"]]},
    "two headers": lambda s: {"headers": [["X-Token", s], ["X-Token", f"{s}2"]]},
    "query": lambda s: {"url": f"URL/items?page=2&access_token={quote(s)}"},
    "query that is not encoded": lambda s: {"url": f"URL/items?api_key={s}"},
    "fragment": lambda s: {"url": f"URL/items#access_token={s}&state={s}"},
    "query of a URL in the query": lambda s: {"url": f"URL/items?next={quote_plus(f'https://x.example/?token={s}')}"},
    "body": lambda s: {"method": "POST", "body": s, "confirm_side_effects": True},
    "JSON body": lambda s: {
        "method": "PUT",
        "headers": [["Content-Type", "application/json"]],
        "body": json.dumps({"password": s}),
        "confirm_side_effects": True,
    },
}
# What is refused; `url` alone where nothing else is said.
REFUSED: dict[str, Body] = {
    "user name and password": lambda s: {"url": f"https://user:{s}@api.example.com/"},
    "user name": lambda s: {"url": f"https://{s}@api.example.com/"},
    "password of a URL that cannot be read": lambda s: {"url": f"https://user:{s}@api example.com/"},
    "password without a scheme": lambda s: {"url": f"user:{s}@api.example.com"},
    "scheme missing": lambda s: {"url": f"api.example.com/?token={s}"},
    "scheme of the page": lambda s: {"url": f"//api.example.com/?token={s}"},
    "one slash": lambda s: {"url": f"https:/api.example.com/?token={s}"},
    "other scheme": lambda s: {"url": f"ftp://user:{s}@api.example.com/"},
    "port that is none": lambda s: {"url": f"https://user:{s}@api.example.com:x/"},
    "host that is none": lambda s: {"url": f"https://a..b:{s}@/"},
    "origin with a query": lambda s: {"origin": f"https://app.example.com/?token={s}"},
    "origin with a fragment": lambda s: {"origin": f"https://app.example.com#token={s}"},
    "origin with a password": lambda s: {"origin": f"https://user:{s}@app.example.com"},
    "origin without a scheme": lambda s: {"origin": f"user:{s}@app.example.com"},
    "cookie": lambda s: {"headers": {"Cookie": f"sid={s}"}},
    "header with a line break": lambda s: {"headers": {"Authorization": f"Bearer {s}\n"}},
    "header with another alphabet": lambda s: {"headers": {"Authorization": f"Bearer {s}\xe9"}},
    "header of a proxy": lambda s: {"headers": {"X-Real-IP": s}},
    "name that holds its value": lambda s: {"headers": {f"Authorization: Bearer {s}": "x"}},
    "choice": lambda s: {"credentials": s},
    "type": lambda s: {"headers": s},
    "method": lambda s: {"method": f"GET {s}"},
    "body that is too long": lambda s: {"method": "POST", "body": (s * 800)[:9000]},
}
# What a server sends of its own accord.
ANSWERED: dict[str, Callable[[str], bytes]] = {
    "cookie": lambda s: http(200, ("Set-Cookie", f"session={s}; Path=/; HttpOnly")),
    "challenge": lambda s: http(401, ("WWW-Authenticate", f'Digest realm="x", nonce="{s}"')),
    "authentication info": lambda s: http(200, ("Authentication-Info", f'nextnonce="{s}"')),
    "header of a telling name": lambda s: http(200, ("X-Session-Token", s)),
    "redirect with a token": lambda s: http(302, ("Location", f"/login?token={quote(s)}")),
    "redirect with a token in the fragment": lambda s: http(302, ("Location", f"/login#access_token={s}")),
    "redirect with a password": lambda s: http(302, ("Location", f"https://user:{s}@api.example.com/")),
    "redirect with a user name": lambda s: http(302, ("Location", f"http://{s}@127.0.0.1/")),
    "body": lambda s: b"HTTP/1.1 500 Oops\r\nContent-Length: %d\r\n\r\n%s" % (len(s), s.encode()),
}
# How a server repeats what it was sent.
REPEATED: dict[str, Callable[[str], bytes]] = {
    "header": lambda s: http(200, ("X-Echo", s), ("Access-Control-Allow-Origin", PAGE)),
    "header, encoded": lambda s: http(200, ("X-Echo", f"{quote(s, safe='')} {base64.b64encode(s.encode()).decode()}")),
    "header, encoded twice": lambda s: http(200, ("X-Echo", quote(quote(s, safe="")))),
    "header, in JSON": lambda s: http(200, ("X-Echo", json.dumps({"sent": "".join(f"\\u{ord(c):04x}" for c in s)}))),
    "header, in HTML": lambda s: http(200, ("X-Echo", "".join(f"&#{ord(c)};" for c in s))),
    "header, in hexadecimal": lambda s: http(200, ("X-Echo", s.encode().hex().upper())),
    "header, base64 of more": lambda s: http(200, ("X-Echo", base64.urlsafe_b64encode(f"u={s}&".encode()).decode())),
    "reason": lambda s: f"HTTP/1.1 403 {s} is wrong\r\nContent-Length: 0\r\n\r\n".encode(),
    "allowed origin": lambda s: http(200, ("Access-Control-Allow-Origin", f"https://{s}.example.com")),
    "allowed headers": lambda s: http(200, ("Access-Control-Allow-Headers", s), ("Access-Control-Allow-Origin", "*")),
    "redirect": lambda s: http(302, ("Location", f"/error/{quote(s)}?detail={quote(s)}")),
    "redirect to another origin": lambda s: http(302, ("Location", f"http://127.0.0.1:1/{quote(s)}")),
    "malformed": lambda s: f"HTTP/1.1 200 OK\r\n{s}\r\nX-Echo : {s}\r\n\r\n".encode(),
}
ALLOWED = http(
    204,
    ("Access-Control-Allow-Origin", PAGE),
    ("Access-Control-Allow-Methods", "POST, PUT"),
    ("Access-Control-Allow-Headers", "authorization, content-type, x-api-key, x-custom, x-tenant, x-token"),
)
PASTED: dict[str, Callable[[str], str]] = {
    "curl": lambda s: f"curl 'https://api.example.com/x?token={s}' -H 'Authorization: Bearer {s}' -H 'X-Api-Key: {s}'",
    "curl with a user": lambda s: f"curl -u 'user:{s}' https://api.example.com/x",
    "curl with cookies and a body": lambda s: f"curl https://api.example.com/x -b 'sid={s}' --data 'password={s}'",
    "curl with a password": lambda s: f"curl 'https://user:{s}@api.example.com/x'",
    "fetch": lambda s: (
        f'fetch("https://api.example.com/x?api_key={s}", '
        f'{{"headers": {{"authorization": "Bearer {s}", "x-csrf-token": "{s}"}}, "body": "{s}", "method": "POST"}});'
    ),
    "request": lambda s: (
        f"POST /x?token={s} HTTP/1.1\nHost: api.example.com\nOrigin: {PAGE}\n"
        f"Authorization: Bearer {s}\nCookie: sid={s}\n\n{s}"
    ),
    "answer": lambda s: f"HTTP/1.1 200 OK\nSet-Cookie: sid={s}; Path=/\nX-Auth-Token: {s}\nLocation: /next?token={s}\n",
    "HAR": lambda s: json.dumps({"log": {"version": "1.2", "entries": [har_entry(s)]}}),
    "JSON": lambda s: json.dumps(
        {"url": f"https://api.example.com/x?token={s}", "origin": PAGE, "headers": {"X-Api-Key": s}}
    ),
    "console line": lambda s: (
        f"Access to fetch at 'https://api.example.com/x?token={s}' from origin '{PAGE}' has been "
        "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
}


def har_entry(secret: str) -> dict[str, Any]:
    def pairs(*named: tuple[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in named]

    return {
        "request": {
            "method": "POST",
            "url": f"https://api.example.com/x?access_token={secret}",
            "headers": pairs(("Origin", PAGE), ("Authorization", f"Bearer {secret}"), ("Cookie", f"sid={secret}")),
            "cookies": pairs(("sid", secret)),
            "postData": {"mimeType": "text/plain", "text": secret},
        },
        "response": {
            "status": 200,
            "headers": pairs(("Set-Cookie", f"sid={secret}"), ("X-Auth-Token", secret)),
            "cookies": pairs(("sid", secret)),
            "content": {"text": secret},
        },
    }
