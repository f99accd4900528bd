package main

{% if patterns %}import (
	"net/http"
	"regexp"
)
{% else %}import "net/http"
{% endif %}
{% if not any_origin %}var allowedOrigins = map[string]bool{
{% for origin in exact_origins %}	"{{ origin }}": true,
{% endfor %}}
{% if patterns %}
var allowedPattern = regexp.MustCompile(`^({{ patterns|join:"|" }})$`)
{% endif %}
{% endif %}func withCORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
{% if any_origin %}		h.Set("Access-Control-Allow-Origin", "*")
{% for name, value in answer_headers %}		h.Set("{{ name }}", "{{ value }}")
{% endfor %}{% else %}		// On every response, so that a shared cache keeps origins apart.
		h.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); allowedOrigins[origin]{% if patterns %} || allowedPattern.MatchString(origin){% endif %} {
			h.Set("Access-Control-Allow-Origin", origin)
{% for name, value in answer_headers %}			h.Set("{{ name }}", "{{ value }}")
{% endfor %}		}
{% endif %}		// Before any login: browsers send a preflight without cookies or tokens.
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
{% for name, value in preflight_headers %}			h.Set("{{ name }}", "{{ value }}")
{% endfor %}			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
