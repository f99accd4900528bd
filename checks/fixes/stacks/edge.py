"""Platforms and clouds that run code or rules at their edge."""

from checks.fixes.stacks.base import Stack

ONLY_THERE = "it runs only on the platform's own servers."

EDGE = (
    Stack(
        id="cloudflare-workers",
        title="Cloudflare Workers",
        family="edge",
        language="javascript",
        filename="worker.js",
        replaces=True,
        notes=(
            "Rename your own handler to `handle` and make this the `export default`.",
            "Keep the try block: an uncaught error becomes a page without these headers.",
        ),
    ),
    Stack(
        id="netlify",
        title="Netlify edge function",
        family="edge",
        language="javascript",
        filename="cors.js",
        notes=(
            "Save this as netlify/edge-functions/cors.js.",
            "A `_headers` file cannot handle a preflight, nor choose by origin.",
        ),
        not_run=ONLY_THERE,
    ),
    Stack(
        id="vercel",
        title="Vercel routing middleware",
        family="edge",
        language="javascript",
        filename="middleware.js",
        notes=(
            "Install it with `npm install @vercel/functions`, and save this as middleware.js at the project's root.",
            "Remove `headers` for the same paths from vercel.json.",
        ),
        not_run=ONLY_THERE,
    ),
    Stack(
        id="aws-s3",
        title="Amazon S3",
        family="cloud",
        language="json",
        filename="cors.json",
        notes=(
            "Paste this into the bucket's Permissions, Cross-origin resource sharing (CORS).",
            "S3 supports GET, HEAD, POST, PUT and DELETE; it handles preflights by itself.",
            "With CloudFront in front, put Origin, Access-Control-Request-Method and "
            "Access-Control-Request-Headers into the cache policy, so that they are part of the cache key: the "
            "managed policy CORS-S3Origin only forwards them, and one page would get another's cached response. "
            "Or let a response headers policy add the headers.",
        ),
        not_run="no emulator behaves like S3, and the service itself runs only at Amazon.",
    ),
    Stack(
        id="aws-api-gateway",
        title="Amazon API Gateway, HTTP API",
        family="cloud",
        language="yaml",
        filename="template.yaml",
        subdomains=False,
        notes=(
            "These are the properties of your HTTP API in an AWS SAM template.",
            "API Gateway then drops the CORS headers that your function sends.",
        ),
        not_run=ONLY_THERE,
    ),
)
