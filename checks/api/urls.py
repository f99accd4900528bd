"""The addresses of the API, version 1."""

from django.urls import path

from checks.api import checks, evaluate, reference

urlpatterns = [
    path("checks", checks.collection, name="api-checks"),
    path("checks/<str:report_id>", checks.item, name="api-check"),
    path("evaluate", evaluate.collection, name="api-evaluate"),
    path("rules", reference.rules, name="api-rules"),
    path("stacks", reference.stacks, name="api-stacks"),
    path("openapi.json", reference.openapi, name="api-openapi"),
]
