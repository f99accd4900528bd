"""The pages that explain: every topic is there, and every link on them leads somewhere."""

from __future__ import annotations

import pytest
from django.test import AsyncClient

from checks.cors.contracts import CONTRACTS
from checks.cors.rules import RULES
from checks.pages.topics import TOPICS, topic_of
from tests.tools.page_html import Page

# What each page has to explain, as its headings.
HEADINGS = {
    "basics": [
        "What an origin is",
        "Origin and site",
        "Why CORS exists",
        "Who enforces it",
        "Two questions",
        "What uses CORS without saying so",
        "Response headers, not request headers",
        "Why forms need no preflight",
        "Common myths",
    ],
    "preflight": [
        "What causes one",
        "What needs none",
        "What it looks like, and what the server must send",
        "Which header belongs where",
        "Sending one yourself",
        "How to send fewer",
        "When the preflight fails",
        "Common myths",
    ],
    "credentials": [
        "Sending them",
        "What the server must send",
        "Why a cookie is not sent",
        "Authorization",
        "Common myths",
    ],
    "failures": [
        "What your code sees",
        "What the console says",
        "The Network panel",
        "Configured, but the header is missing",
        "A URL without a scheme",
        "Try it in curl",
    ],
    "redirects": ["Redirects", "Where null comes from", "Opaque responses"],
    "https-and-localhost": [
        "Mixed content",
        "HSTS",
        "No response at all",
        "Certificates",
        "localhost",
        "The local network",
    ],
    "apps-and-extensions": [
        "A browser extension",
        "An app's web view",
        "A local file",
        "A blocker",
        "An expired session",
        "Headers you did not write",
        "Leaving the page",
    ],
    "protocols": [contract.title[0].upper() + contract.title[1:] for contract in CONTRACTS],
    "fixing": [
        "A server you control",
        "A proxy, and no CORS at all",
        "A server you do not control",
        "Apps with a web view",
        "What not to do",
    ],
    "security": [
        "What CORS protects",
        "Why * and credentials exclude each other",
        "Comparisons that let strangers in",
        "WebSockets are not covered",
        "Inside a company network",
        "When * is right",
        "What CORS does not hide",
        "Common myths",
    ],
}


# What developers believe, each corrected under its own words.
BELIEFS = {
    "basics": [
        "“CORS blocks me.”",
        '“mode: "cors" turns it on.”',
        "“A request with an Origin header is a CORS request.”",
        "“WebSockets are covered.”",
        "“CORS controls frames, links and forms.”",
    ],
    "preflight": [
        "“Only the method and the headers cause a preflight.”",
        "“OPTIONS, GET and POST must be listed.”",
    ],
    "credentials": ["“Access-Control-Allow-Credentials makes the browser send cookies.”"],
    "security": ["“* exposes the data of logged-in users.”", "“Checking the Origin authenticates the caller.”"],
}


async def get(client: AsyncClient, path: str) -> Page:
    response = await client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def test_every_topic_has_its_page() -> None:
    assert sorted(TOPICS) == sorted(HEADINGS)


async def test_the_index_leads_to_every_topic_and_the_footer_to_the_index(async_client: AsyncClient) -> None:
    page = await get(async_client, "/learn/")
    links = [link.attributes["href"] or "" for link in page.all("a")]
    assert [link for link in links if link.startswith("/learn/") and link != "/learn/"] == [
        f"/learn/{topic}/" for topic in TOPICS
    ]
    assert "/learn/" in links


@pytest.mark.parametrize("topic_id", sorted(HEADINGS))
async def test_a_topic_explains_all_that_belongs_to_it(async_client: AsyncClient, topic_id: str) -> None:
    page = await get(async_client, f"/learn/{topic_id}/")
    assert page.one("h1").text == TOPICS[topic_id].title
    assert [heading.text for heading in page.all("h2")] == [*HEADINGS[topic_id], "Try it"]


@pytest.mark.parametrize("topic_id", sorted(BELIEFS))
async def test_a_belief_stands_in_its_own_words_with_what_is_true(async_client: AsyncClient, topic_id: str) -> None:
    page = await get(async_client, f"/learn/{topic_id}/")
    assert [term.text for term in page.all("dt")] == BELIEFS[topic_id]
    assert len([told for told in page.all("dd") if len(told.text) > 80]) == len(BELIEFS[topic_id])


@pytest.mark.parametrize("topic_id", sorted(HEADINGS))
async def test_every_link_of_a_topic_resolves(async_client: AsyncClient, topic_id: str) -> None:
    page = await get(async_client, f"/learn/{topic_id}/")
    links = {link.attributes["href"] or "" for link in page.all("a")}
    links = {link for link in links if not link.startswith("#")}
    links -= {contract.described for contract in CONTRACTS}
    assert all(link.startswith("/") for link in links)
    found = {link: (await async_client.get(link, follow="contract=" in link)).status_code for link in links}
    assert found == dict.fromkeys(links, 200)


@pytest.mark.parametrize("topic_id", sorted(HEADINGS))
async def test_a_topic_stands_beside_rules_that_lead_back_to_it(async_client: AsyncClient, topic_id: str) -> None:
    for rule_id in TOPICS[topic_id].rules:
        assert topic_of(rule_id) == TOPICS[topic_id]
        page = await get(async_client, f"/rules/{rule_id}/")
        assert page.one("a", href=f"/learn/{topic_id}/").text == TOPICS[topic_id].title


async def test_a_topic_that_is_none_is_not_found(async_client: AsyncClient) -> None:
    assert (await async_client.get("/learn/nothing/")).status_code == 404


def test_no_rule_is_explained_twice() -> None:
    explained = [rule for topic in TOPICS.values() for rule in topic.rules]
    assert sorted(set(explained)) == sorted(explained)
    assert set(explained) <= set(RULES)
