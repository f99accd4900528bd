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
{% if any_origin %}    set resp.http.Access-Control-Allow-Origin = "*";
{% for name, value in answer_headers %}    set resp.http.{{ name }} = "{{ value }}";
{% endfor %}{% else %}    if (resp.http.Vary) {
        set resp.http.Vary = resp.http.Vary + ", Origin";
    } else {
        set resp.http.Vary = "Origin";
    }
    if ({{ vcl_test }}) {
        set resp.http.Access-Control-Allow-Origin = req.http.Origin;
{% for name, value in answer_headers %}        set resp.http.{{ name }} = "{{ value }}";
{% endfor %}    }
{% endif %}}

sub vcl_deliver {
    call cors;
}

sub vcl_synth {
    call cors;
    if (resp.status == 204) {
{% for name, value in preflight_headers %}        set resp.http.{{ name }} = "{{ value }}";
{% endfor %}        return (deliver);
    }
}
