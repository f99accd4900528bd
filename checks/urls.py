"""The app's addresses: the API, the health check, and the pages."""

from django.urls import include, path

from checks import error_pages
from checks.api import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include("checks.api.urls")),
    path("errors/<slug:code>", error_pages.error, name="error"),
    path("", include("checks.pages.urls")),
]
