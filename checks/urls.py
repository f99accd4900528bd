"""The app's addresses: the API and the pages."""

from django.urls import include, path

from checks.pages import errors as error_pages

urlpatterns = [
    path("api/v1/", include("checks.api.urls")),
    path("errors/<slug:code>", error_pages.error, name="error"),
    path("", include("checks.pages.urls")),
]
