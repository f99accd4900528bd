"""The app's addresses: the API, the health check, and the pages."""

from django.urls import include, path

from checks.api import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include("checks.api.urls")),
    path("", include("checks.pages.urls")),
]
