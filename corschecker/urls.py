"""Every address of the site but the static files and the lab, which `corschecker.asgi` serves itself."""

from django.urls import include, path

urlpatterns = [path("", include("checks.urls"))]

handler400 = "corschecker.errors.bad_request"
handler403 = "corschecker.errors.forbidden"
handler404 = "corschecker.errors.not_found"
handler500 = "corschecker.errors.server_error"
