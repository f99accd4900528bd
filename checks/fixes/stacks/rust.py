"""Rust."""

from checks.fixes.stacks.base import Stack

RUST = (
    Stack(
        id="hyper",
        title="Rust hyper",
        family="rust",
        language="rust",
        filename="cors.rs",
        replaces=True,
        notes=(
            "Save this as src/cors.rs with `mod cors;` in main.rs, and let the service call "
            "`cors::with_cors(request, handle)`. It is written for hyper 0.14; with 1.x, Body is your own type.",
            "Keep login inside `handle`: browsers send a preflight without cookies or tokens.",
        ),
        subdomains=False,
    ),
)
