use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{Any, CorsLayer};

let cors = CorsLayer::new()
    .allow_origin(Any)
    .allow_methods([
        Method::from_bytes(b"GET").unwrap(),
        Method::from_bytes(b"PUT").unwrap(),
    ])
    .allow_headers([
        HeaderName::from_static("content-type"),
        HeaderName::from_static("x_request-id"),
    ])
    .expose_headers([
        HeaderName::from_static("x-total-count"),
        HeaderName::from_static("etag"),
    ])
    .max_age(Duration::from_secs(86400));

// Outermost, around login and routes: browsers send a preflight without cookies or tokens.
let app = app.layer(cors);
