"""`/learn/` and `/learn/<topic>/`: what people need to have explained, each beside servers of the lab that show it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks.cors.contracts import CONTRACTS
from checks.cors.rules import RULES
from checks.pages.rules import check_url, has_lab, origins_of
from checks.pages.topics import TOPICS


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    return render(request, "learn/index.html", {"here": "learn", "topics": TOPICS.values()})


@require_safe
async def topic(request: HttpRequest, topic_id: str) -> HttpResponse:
    found = TOPICS.get(topic_id)
    if found is None:
        raise Http404(f"There is no topic called {topic_id}.")
    origins, in_lab = origins_of(request), has_lab(request)
    examples = [(RULES[rule], check_url(RULES[rule], "broken", origins) if in_lab else "") for rule in found.rules]
    context = {"here": "learn", "topic": found, "examples": examples, "others": TOPICS.values(), "contracts": CONTRACTS}
    return render(request, f"learn/{found.id}.html", context)
