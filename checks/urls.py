"""The app's addresses: the API and the pages."""

from django.urls import include, path

from checks.api import docs
from checks.pages import errors
from checks.pages.urls import page

urlpatterns = [
    path("api/v1/", include("checks.api.urls")),
    page("api", docs.api, "api"),
    path("errors/<slug:code>", errors.error, name="error"),
    path("", include("checks.pages.urls")),
]
