"""The pages' addresses; every page is sent compressed, and has a page for what is refused."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from checks.pages import about, check, exports, fixes, icons, learn, messages, paste, preview, report, rules, theme
from checks.pages.anchored import anchored
from checks.pages.compressed import compressed
from checks.pages.refused import refusing


def page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(address, compressed(refusing(view)), name=name)


def explaining(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page of which people send one another a part."""
    return page(address, anchored(view), name)


urlpatterns = [
    page("", paste.front, "check"),
    page("paste", paste.paste, "paste"),
    page("paste/judge", paste.judge, "paste-judge"),
    page("preset", check.preset, "preset"),
    page("plan", check.plan_fragment, "plan"),
    page("r/<str:report_id>/", report.report, "report"),
    page("r/<str:report_id>/fix/<slug:stack>", report.fix, "fix"),
    page("r/<str:report_id>/export/<slug:form>", exports.export, "export"),
    page("r/<str:report_id>/badge", exports.badge, "badge"),
    page("r/<str:report_id>/card.png", preview.card, "card"),
    page("r/<str:report_id>/delete", report.delete, "delete"),
    explaining("rules/", rules.index, "rules"),
    explaining("rules/console/", messages.index, "messages"),
    explaining("rules/<slug:rule_id>/", rules.rule, "rule"),
    explaining("fixes/", fixes.index, "fixes"),
    explaining("fixes/<slug:stack>/", fixes.stack, "fix-stack"),
    explaining("learn/", learn.index, "learn"),
    explaining("learn/<slug:topic_id>/", learn.topic, "learn-topic"),
    explaining("lab/", rules.lab_index, "lab"),
    page("lab/console", rules.console, "console"),
    page("icon/<slug:tone>/<slug:shape>.svg", icons.icon, "icon"),
    page("theme", theme.theme, "theme"),
    page("about", about.about, "about"),
    page("bot", about.bot, "bot"),
    page("robots.txt", about.robots_txt, "robots-txt"),
    page("favicon.ico", about.favicon, "favicon"),
    page(".well-known/security.txt", about.security_txt, "security-txt"),
    path("bot/", RedirectView.as_view(pattern_name="bot", permanent=True)),
    path("about/", RedirectView.as_view(pattern_name="about", permanent=True)),
    path("api/", RedirectView.as_view(pattern_name="api", permanent=True)),
]
