vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "3000";
}

sub vcl_recv {
    # Before any login: browsers send a preflight without cookies or tokens.
    if (req.method == "OPTIONS" && req.http.Access-Control-Request-Method) {
        return (synth(204));
    }
}

# Cached responses are the same for every origin; headers are added on delivery.
sub vcl_backend_response {
    unset beresp.http.Access-Control-Allow-Origin;
    unset beresp.http.Access-Control-Allow-Credentials;
    unset beresp.http.Access-Control-Expose-Headers;
}

sub cors {
    if (resp.http.Vary) {
        set resp.http.Vary = resp.http.Vary + ", Origin";
    } else {
        set resp.http.Vary = "Origin";
    }
    if (req.http.Origin ~ "^https://([a-z0-9_-]+\.)+example\.org:8443$" || req.http.Origin ~ "^http://([a-z0-9_-]+\.)+example\.net$") {
        set resp.http.Access-Control-Allow-Origin = req.http.Origin;
        set resp.http.Access-Control-Expose-Headers = "X-Total-Count";
    }
}

sub vcl_deliver {
    call cors;
}

sub vcl_synth {
    call cors;
    if (resp.status == 204) {
        set resp.http.Access-Control-Allow-Methods = "GET";
        set resp.http.Access-Control-Max-Age = "600";
        return (deliver);
    }
}
