use hyper::header::HeaderValue;
use hyper::{Body, Method, Request, Response, StatusCode};
use std::future::Future;

{% if not any_origin %}const ALLOWED_ORIGINS: &[&str] = &[{{ origins|quoted }}];

{% endif %}pub async fn with_cors<F, A>(request: Request<Body>, handler: F) -> Response<Body>
where
    F: FnOnce(Request<Body>) -> A,
    A: Future<Output = Response<Body>>,
{
{% if not any_origin %}    let origin = request.headers().get("origin").cloned();
{% endif %}    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key("access-control-request-method");
    // Before any login: browsers send a preflight without cookies or tokens.
    let mut response = if preflight {
        let mut empty = Response::new(Body::empty());
        *empty.status_mut() = StatusCode::NO_CONTENT;
        empty
    } else {
        handler(request).await
    };

    let headers = response.headers_mut();
    // Replaces what the handler set.
    headers.remove("access-control-allow-origin");
    headers.remove("access-control-allow-credentials");
{% if any_origin %}    headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
{% for name, value in answer_headers %}    headers.insert("{{ name|lower }}", HeaderValue::from_static("{{ value }}"));
{% endfor %}{% else %}    // On every response, so that a shared cache keeps origins apart.
    headers.append("vary", HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.filter(|value| ALLOWED_ORIGINS.iter().any(|allowed| value == allowed)) {
        headers.insert("access-control-allow-origin", origin);
{% for name, value in answer_headers %}        headers.insert("{{ name|lower }}", HeaderValue::from_static("{{ value }}"));
{% endfor %}    }
{% endif %}    if preflight {
{% for name, value in preflight_headers %}        headers.insert("{{ name|lower }}", HeaderValue::from_static("{{ value }}"));
{% endfor %}    }
    response
}
