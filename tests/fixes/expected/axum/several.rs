use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{CorsLayer};

let cors = CorsLayer::new()
    .allow_origin([
        HeaderValue::from_static("https://app.example.com"),
        HeaderValue::from_static("https://admin.example.com:8443"),
        HeaderValue::from_static("capacitor://localhost"),
    ])
    .allow_methods([
        Method::from_bytes(b"GET").unwrap(),
        Method::from_bytes(b"PUT").unwrap(),
    ])
    .max_age(Duration::from_secs(3600));

// Outermost, around login and routes: browsers send a preflight without cookies or tokens.
let app = app.layer(cors);
