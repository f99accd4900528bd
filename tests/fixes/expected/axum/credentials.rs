use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{CorsLayer};

let cors = CorsLayer::new()
    .allow_origin([
        HeaderValue::from_static("https://app.example.com"),
    ])
    .allow_methods([
        Method::from_bytes(b"GET").unwrap(),
        Method::from_bytes(b"POST").unwrap(),
        Method::from_bytes(b"PUT").unwrap(),
        Method::from_bytes(b"DELETE").unwrap(),
    ])
    .allow_headers([
        HeaderName::from_static("content-type"),
        HeaderName::from_static("authorization"),
    ])
    .expose_headers([
        HeaderName::from_static("x-total-count"),
    ])
    .allow_credentials(true)
    .max_age(Duration::from_secs(600));

// Outermost, around login and routes: browsers send a preflight without cookies or tokens.
let app = app.layer(cors);
