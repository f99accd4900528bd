use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{% templatetag openbrace %}{% if any_origin %}Any, {% endif %}CorsLayer};

let cors = CorsLayer::new()
{% if any_origin %}    .allow_origin(Any)
{% else %}    .allow_origin([
{% for origin in origins %}        HeaderValue::from_static("{{ origin }}"),
{% endfor %}    ])
{% endif %}    .allow_methods([
{% for method in methods %}        Method::from_bytes(b"{{ method }}").unwrap(),
{% endfor %}    ])
{% if headers %}    .allow_headers([
{% for name in headers %}        HeaderName::from_static("{{ name }}"),
{% endfor %}    ])
{% endif %}{% if expose_headers %}    .expose_headers([
{% for name in expose_headers %}        HeaderName::from_static("{{ name|lower }}"),
{% endfor %}    ])
{% endif %}{% if credentials %}    .allow_credentials(true)
{% endif %}    .max_age(Duration::from_secs({{ max_age }}));

// Outermost, around login and routes: browsers send a preflight without cookies or tokens.
let app = app.layer(cors);
