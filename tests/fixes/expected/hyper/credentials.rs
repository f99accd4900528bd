use hyper::header::HeaderValue;
use hyper::{Body, Method, Request, Response, StatusCode};
use std::future::Future;

const ALLOWED_ORIGINS: &[&str] = &["https://app.example.com"];

pub async fn with_cors<F, A>(request: Request<Body>, handler: F) -> Response<Body>
where
    F: FnOnce(Request<Body>) -> A,
    A: Future<Output = Response<Body>>,
{
    let origin = request.headers().get("origin").cloned();
    let preflight = request.method() == Method::OPTIONS
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
    // On every response, so that a shared cache keeps origins apart.
    headers.append("vary", HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.filter(|value| ALLOWED_ORIGINS.iter().any(|allowed| value == allowed)) {
        headers.insert("access-control-allow-origin", origin);
        headers.insert("access-control-allow-credentials", HeaderValue::from_static("true"));
        headers.insert("access-control-expose-headers", HeaderValue::from_static("X-Total-Count"));
    }
    if preflight {
        headers.insert("access-control-allow-methods", HeaderValue::from_static("GET, POST, PUT, DELETE"));
        headers.insert("access-control-allow-headers", HeaderValue::from_static("content-type, authorization"));
        headers.insert("access-control-max-age", HeaderValue::from_static("600"));
    }
    response
}
