use hyper::header::HeaderValue;
use hyper::{Body, Method, Request, Response, StatusCode};
use std::future::Future;

pub async fn with_cors<F, A>(request: Request<Body>, handler: F) -> Response<Body>
where
    F: FnOnce(Request<Body>) -> A,
    A: Future<Output = Response<Body>>,
{
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
    headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
    headers.insert("access-control-expose-headers", HeaderValue::from_static("X-Total-Count, ETag"));
    if preflight {
        headers.insert("access-control-allow-methods", HeaderValue::from_static("GET, PUT"));
        headers.insert("access-control-allow-headers", HeaderValue::from_static("content-type, x_request-id"));
        headers.insert("access-control-max-age", HeaderValue::from_static("86400"));
    }
    response
}
