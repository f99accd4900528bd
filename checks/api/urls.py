"""The addresses of the API, version 1."""

from django.urls import path

from checks.api import badge, checks, evaluate, fixes, fragments, recent, reference

urlpatterns = [
    path("checks", checks.collection, name="api-checks"),
    path("checks/<str:report_id>", checks.item, name="api-check"),
    path("checks/<str:report_id>/badge.svg", badge.image, name="api-badge"),
    path("check", recent.resource, name="api-recent"),
    path("evaluate", evaluate.collection, name="api-evaluate"),
    path("fragments", fragments.collection, name="api-fragments"),
    path("fixes", fixes.collection, name="api-fixes"),
    path("rules", reference.rules, name="api-rules"),
    path("stacks", reference.stacks, name="api-stacks"),
    path("openapi.json", reference.openapi, name="api-openapi"),
]
