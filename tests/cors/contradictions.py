"""Whether the sentences of a report fit the answers that they quote."""

from __future__ import annotations

from checks.cors.document import document, facts
from checks.cors.judge import Judgement


def contradictions(judgement: Judgement) -> list[str]:
    """The sentences that quote a status, a header or an absence that the exchange before them has not."""
    told = document(facts(judgement), "https://checker.example")
    wrong = []
    for finding in told["findings"]:
        if "chromium" not in finding["browsers"]:
            continue  # A malformed head, which the document shows as Chromium reads it.
        for item in finding["evidence"]:
            response = told["exchanges"][item["exchange"]]["response"] if "exchange" in item else None
            if response is None:
                continue
            values = [
                value for name, value in response["headers"] if name.lower() == (item.get("header") or "").lower()
            ]
            asked_for = (
                (item.get("header") or "").lower().startswith(("access-control-request-", "origin", "sec-fetch-"))
            )
            if item.get("header") and not asked_for and (item["value"] is None) != (not values):
                wrong.append(f"{finding['rule']}: {item['header']}")
            if item.get("field") == "status" and item["value"] != str(response["status"]):
                wrong.append(f"{finding['rule']}: status")
        said = finding["detail"]
        first = finding["evidence"][0] if finding["evidence"] else {}
        if "no Access-Control-Allow-Origin" in said and "exchange" in first:
            names = {name.lower() for name, _ in told["exchanges"][first["exchange"]]["response"]["headers"]}
            if "access-control-allow-origin" in names:
                wrong.append(f"{finding['rule']}: {said}")
        if "without CORS headers" in said or "…" in said:
            wrong.append(f"{finding['rule']}: {said}")
    return wrong
