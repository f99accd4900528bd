"""Finding a rule, a server of the lab or a message: by words, a header's name, or the line that a console printed."""

from __future__ import annotations

import pytest
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.cors.rules import RULES
from checks.inputs.console.catalogue import wordings
from checks.inputs.console.named import named
from checks.pages.finding import Sought, rules_for
from checks.pages.messages import HEADINGS, messages
from checks.pages.rule_groups import groups
from tests.growth.measure import superlinear
from tests.tools.page_html import Page

LISTS = ["/rules/", "/lab/", "/rules/console/"]
LINES = {
    "Chromium": (
        "Access to fetch at 'https://api.example.com/me?access_token=s3cr3t-0123456789' from origin "
        "'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access "
        "control check: It does not have HTTP ok status.",
        "preflight-status",
    ),
    "Firefox": (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        "https://api.example.com/me?access_token=s3cr3t-0123456789. (Reason: expected ‘true’ in CORS header "
        "‘Access-Control-Allow-Credentials’).",
        "allow-credentials-missing",
    ),
    "Safari": (
        "[Error] Fetch API cannot load https://api.example.com/me?access_token=s3cr3t-0123456789. Request header field "
        "x-token is not allowed by Access-Control-Allow-Headers.",
        "header-not-allowed",
    ),
}

HERE = {
    "/learn/": "Learn",
    "/learn/preflight/": "Learn",
    "/rules/": "Rules",
    "/rules/console/": "Rules",
    "/rules/allow-origin-missing/": "Rules",
    "/lab/": "Lab",
}


@pytest.fixture(autouse=True)
def lab_origin(settings: Settings) -> None:
    settings.LAB_ORIGIN = "https://lab.example.com"


async def get(client: AsyncClient, path: str, **query: str) -> Page:
    response = await client.get(path, query)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def listed(page: Page) -> list[str]:
    """The rules of the rows, in their order."""
    rows = [code for code in page.all("code") if any(parent.tag == "td" for parent in code.parents)]
    return [code.text for code in rows if code.text in RULES]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("expose-missing", "expose-missing"),
        ("not exactly true", "allow-credentials-not-true"),
        ("ACCESS-CONTROL-EXPOSE-HEADERS", "expose-missing"),
        ("`Vary`, cache", "vary-origin-missing"),
        ("logged-in user's cookies", "origin-reflected-credentials"),
    ],
)
async def test_words_of_an_id_a_title_a_header_or_the_reason_find_the_rule(
    async_client: AsyncClient, words: str, rule: str
) -> None:
    for path in ("/rules/", "/lab/"):
        page = await get(async_client, path, q=words)
        assert rule in listed(page)
        assert len(listed(page)) < len(RULES) / 3
        hits = len(listed(page))
        assert page.one("p", id="hits").text == f"{hits} of {len(RULES)} rules match{'es' * (hits == 1)}."
        assert page.one("input", name="q").attributes["value"] == words


async def test_rules_that_are_called_so_come_first(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/", q="vary")
    called = {rule.id for rule in RULES.values() if "vary" in f"{rule.id} {rule.title}".lower()}
    assert set(listed(page)[: len(called)]) == called
    assert page.all("h2")[0].text == "By name"
    assert len(called) < len(listed(page)) == len(set(listed(page)))


async def test_a_rule_leads_to_the_messages_that_mean_it(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/allow-credentials-missing/")
    (link,) = [str(a.attributes["href"]) for a in page.all("a") if a.text == "Console messages"]
    found = await get(async_client, link)
    assert found.all("tr") != []
    assert len(found.all("a", href="/rules/allow-credentials-missing/")) == len(found.all("tr"))
    silent = await get(async_client, "/rules/wildcard-internal/")
    assert [a for a in silent.all("a") if a.text == "Console messages"] == []


async def test_every_header_in_which_an_example_is_wrong_finds_its_rule(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/", q="Timing-Allow-Origin")
    assert listed(page) == ["timing-allow-origin"]


@pytest.mark.parametrize("browser", LINES)
async def test_a_line_of_a_console_finds_the_rules_that_it_means_and_is_not_shown(
    async_client: AsyncClient, browser: str
) -> None:
    line, rule = LINES[browser]
    for path in ("/rules/", "/lab/"):
        page = await get(async_client, path, q=line)
        assert rule in listed(page)
        assert tuple(listed(page)) == named(line).rules
        assert page.one("p", id="hits").text.startswith(f"Read as a line of {browser}'s console: ")
        assert page.one("input", name="q").attributes["value"] == ""
        whole = page.one("html").text + str([element.attributes for element in page.elements])
        assert "s3cr3t" not in whole
        assert "api.example.com" not in whole


@pytest.mark.parametrize("browser", LINES)
async def test_a_line_of_a_console_finds_its_message(async_client: AsyncClient, browser: str) -> None:
    line, rule = LINES[browser]
    page = await get(async_client, "/rules/console/", q=line)
    rows = [row for row in page.all("tr") if row.attributes.get("id")]
    assert 1 <= len(rows) <= 2
    links = [a for a in page.all("a", href=f"/rules/{rule}/") if rows[-1] in a.parents or rows[0] in a.parents]
    assert links != []


async def test_a_line_that_says_no_reason_is_told_to_say_none(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/", q="Uncaught (in promise) TypeError: Failed to fetch")
    assert listed(page) == []
    assert page.one("p", id="hits").text.endswith(", which names no reason.")
    assert "Look for the red line above it in the console." in page.one("div", id="list").text


@pytest.mark.parametrize("path", LISTS)
async def test_who_finds_nothing_is_told_what_to_do(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path, q="zzzz")
    assert page.one("p", id="hits").text in ("No rule matches.", "No message matches.")
    found = page.one("div", id="list")
    (front,) = [link for link in page.all("a", href="/") if found in link.parents]
    assert front.text == "paste it on the front page"
    assert page.all("table") == []


@pytest.mark.parametrize("path", LISTS)
async def test_it_works_without_scripts(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    form = page.one("form", "find")
    assert (form.attributes["action"], form.attributes.get("method", "get")) == (path, "get")
    assert page.one("label", for_="q").text.startswith("Find a ")
    assert [b.attributes["type"] for b in page.all("button") if form in b.parents] == ["submit"]
    assert page.one("p", id="hits").attributes["role"] == "status"


@pytest.mark.parametrize("path", LISTS)
async def test_while_somebody_types_only_what_is_found_comes_and_how_much_is_said(
    async_client: AsyncClient, path: str
) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "list"}
    response = await async_client.get(path, {"q": "vary"}, headers=htmx)
    page = Page(response.content.decode())
    assert page.all("h1") == []
    assert "match" in page.one("div", hx_swap_oob="innerHTML:#hits").text
    assert response["HX-Replace-Url"] == f"{path}?q=vary"
    line = await async_client.get(path, {"q": LINES["Chromium"][0]}, headers=htmx)
    assert "HX-Replace-Url" not in line


@pytest.mark.parametrize(
    ("typed", "secret"),
    [
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "eyJhbGci"),
        ("X-Api-Key: 9f8e7d6c5b4a", "9f8e7d6c5b4a"),
        ("Cookie: sid=abcdef123456", "abcdef123456"),
        ("password=correcthorse", "correcthorse"),
        ("Authorization: Bearer abcdefg123", "abcdefg123"),
    ],
)
async def test_a_secret_among_words_is_masked(async_client: AsyncClient, typed: str, secret: str) -> None:
    page = await get(async_client, "/rules/", q=typed)
    shown = str(page.one("input", name="q").attributes["value"])
    assert secret not in shown
    assert shown.startswith(typed.split(" ")[0].split("=")[0])


@pytest.mark.parametrize("path", LISTS)
async def test_the_jump_list_leads_to_every_group(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    jump = page.one("nav", "jump")
    headings = {heading.attributes["id"]: heading.text for heading in page.all("h2")}
    led = {str(a.attributes["href"])[1:]: a.text for a in page.all("a") if jump in a.parents}
    assert led == headings
    assert len(led) >= (len(HEADINGS) if "console" in path else len(groups()))


async def test_each_row_of_the_lab_has_its_title_with_a_lab_and_without(
    async_client: AsyncClient, settings: Settings
) -> None:
    for lab in ("https://lab.example.com", ""):
        settings.LAB_ORIGIN = lab
        page = await get(async_client, "/lab/")
        assert sorted(listed(page)) == sorted(RULES)
        for row in page.all("tr"):
            (rule,) = (code.text for code in page.all("code") if row in code.parents and code.text in RULES)
            assert RULES[rule].title.replace("`", "") in row.text


async def test_learn_and_the_rules_stand_in_the_navigation_of_their_pages(async_client: AsyncClient) -> None:
    for path, here in HERE.items():
        page = await get(async_client, path)
        site = page.one("nav", aria_label="Site")
        links = [link for link in page.all("a") if site in link.parents]
        assert [link.text for link in links] == ["Check", "Rules", "Learn", "Fixes", "Lab", "About"]
        assert [link.text for link in links if link.attributes.get("aria-current") == "page"] == [here]


async def test_the_index_of_messages_holds_each_with_its_rules_under_its_browser(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/console/")
    rows = {str(row.attributes["id"]): row for row in page.all("tr")}
    assert len(rows) == len(messages()) == sum(not w.frame and bool(w.rules or w.says) for w in wordings())
    links = {link.attributes["href"] for link in page.all("a")}
    assert {f"/rules/{rule}/" for wording in wordings() if not wording.frame for rule in wording.rules} <= links
    assert {f"#{row}" for row in rows} <= links
    for browser in ("Chromium", "Firefox", "Safari"):
        assert any(heading.text.startswith(browser) for heading in page.all("h2"))


async def test_a_message_keeps_its_address_whatever_is_looked_for(async_client: AsyncClient) -> None:
    def ids(page: Page) -> set[str]:
        return {str(row.attributes["id"]) for row in page.all("tr") if "id" in row.attributes}

    whole, some = await get(async_client, "/rules/console/"), await get(async_client, "/rules/console/", q="wildcard")
    assert set() < ids(some) < ids(whole)


def test_no_rule_has_the_address_of_the_index_of_messages() -> None:
    assert "console" not in RULES


@pytest.mark.usefixtures("never_read")
async def test_a_line_that_takes_too_long_is_told_so_and_looked_for_by_its_words(async_client: AsyncClient) -> None:
    response = await async_client.get("/rules/", {"q": "Access-Control-Expose-Headers"})
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert "it took longer than 0.5 seconds" in page.one("p", id="hits").text
    assert "expose-missing" in listed(page)


@pytest.mark.django_db(transaction=True)
async def test_who_looks_too_often_is_told_when_to_come_back(async_client: AsyncClient, settings: Settings) -> None:
    settings.CHECK_FRAGMENT_RATE_LIMITS = parse_many("1/minute")
    statuses = [(await async_client.get("/rules/", {"q": LINES["Safari"][0]})) for _ in range(2)]
    assert [response.status_code for response in statuses] == [200, 429]
    assert "Retry-After" in statuses[1]
    words = await async_client.get("/rules/", {"q": "vary"})
    assert words.status_code == 200


@pytest.mark.parametrize("piece", ["a ", "a", "'", "access-control-allow-origin "])
def test_words_take_time_in_proportion(piece: str) -> None:
    def look(text: str) -> None:
        rules_for(Sought(tuple(text.split())))

    assert superlinear(look, lambda length: piece * (length // len(piece))) == ""
