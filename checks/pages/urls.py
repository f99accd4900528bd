"""The pages' addresses."""

from django.urls import path

from checks.pages import about, check, report, rules

urlpatterns = [
    path("", check.check, name="check"),
    path("plan", check.plan_fragment, name="plan"),
    path("r/<str:report_id>/", report.report, name="report"),
    path("r/<str:report_id>/fix/<slug:stack>", report.fix, name="fix"),
    path("r/<str:report_id>/delete", report.delete, name="delete"),
    path("rules/", rules.index, name="rules"),
    path("rules/<slug:rule_id>/", rules.rule, name="rule"),
    path("lab/", rules.lab_index, name="lab"),
    path("lab/console", rules.console, name="console"),
    path("about", about.about, name="about"),
    path("bot", about.bot, name="bot"),
]
