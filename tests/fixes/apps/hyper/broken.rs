use hyper::{Body, Request, Response};
use std::future::Future;

pub async fn with_cors<F, A>(request: Request<Body>, handler: F) -> Response<Body>
where
    F: FnOnce(Request<Body>) -> A,
    A: Future<Output = Response<Body>>,
{
    handler(request).await
}
