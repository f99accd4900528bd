"""Stacks that Debian, PyPI and npm do not carry, so that no proof here can start them."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import REMOVE_OTHERS

NOT_PACKAGED = (
    Stack(
        id="aspnet-core",
        title="ASP.NET Core",
        family="dotnet",
        language="csharp",
        filename="Program.cs",
        notes=(
            "Call `app.UseCors()` after UseRouting and before UseAuthentication and UseResponseCaching.",
            "An unhandled error drops the headers: catch it with an exception handler inside UseCors.",
            REMOVE_OTHERS,
        ),
        not_run="Debian has no .NET package.",
    ),
    Stack(
        id="spring-boot",
        title="Spring Boot",
        family="jvm",
        language="java",
        filename="CorsConfig.java",
        notes=(
            "Save this beside your application class, with its package line.",
            "Remove @CrossOrigin and other CORS configuration, so that headers are set in one place.",
        ),
        not_run="Debian has no Spring Boot package; the same CorsFilter is tested in Spring MVC without it.",
    ),
    Stack(
        id="laravel",
        title="Laravel",
        family="php",
        language="php",
        filename="cors.php",
        notes=(
            "Save this as config/cors.php, and run `php artisan config:clear`.",
            "Keep HandleCors among the global middleware, where Laravel puts it.",
        ),
        not_run="Debian has no current Laravel package.",
    ),
    Stack(
        id="traefik",
        title="Traefik",
        family="web-server",
        language="yaml",
        filename="cors.yml",
        notes=(
            "Put this into the dynamic configuration, and list `cors@file` first in the router's middlewares.",
            "Traefik handles the preflight itself. For an allowed origin it overwrites what the application "
            "sends; for any other, the application's own CORS headers pass. Turn them off there.",
        ),
        not_run="Debian has no Traefik package.",
    ),
    Stack(
        id="envoy",
        title="Envoy",
        family="web-server",
        language="yaml",
        filename="envoy.yaml",
        notes=(
            "Put typed_per_filter_config into your virtual host, and envoy.filters.http.cors among http_filters, before"
            " authentication and the router.",
        ),
        not_run="Debian has no Envoy package.",
    ),
    Stack(
        id="axum",
        title="Rust axum with tower-http",
        family="rust",
        language="rust",
        filename="main.rs",
        subdomains=False,
        notes=(
            "Run `cargo add tower-http --features cors`, and add this as the router's last layer: the last one "
            "is the outermost.",
            REMOVE_OTHERS,
        ),
        not_run="Debian has neither axum nor tower-http.",
    ),
)
