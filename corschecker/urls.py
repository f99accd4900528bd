"""Every address of the site but the static files and the lab, which `corschecker.asgi` serves itself."""

from django.urls import include, path

urlpatterns = [path("", include("checks.urls"))]

handler400 = "checks.errors.bad_request"
handler403 = "checks.errors.forbidden"
handler404 = "checks.errors.not_found"
handler500 = "checks.errors.server_error"
