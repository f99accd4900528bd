package main

import (
	"net/http"
{% if patterns %}	"regexp"
{% endif %}
	"github.com/gin-gonic/gin"
)

{% if not any_origin %}var allowedOrigins = map[string]bool{
{% for origin in exact_origins %}	"{{ origin }}": true,
{% endfor %}}
{% if patterns %}
var allowedPattern = regexp.MustCompile(`^({{ patterns|join:"|" }})$`)
{% endif %}
{% endif %}func cors(c *gin.Context) {
	h := c.Writer.Header()
{% if any_origin %}	h.Set("Access-Control-Allow-Origin", "*")
{% for name, value in answer_headers %}	h.Set("{{ name }}", "{{ value }}")
{% endfor %}{% else %}	// On every response, so that a shared cache keeps origins apart.
	h.Add("Vary", "Origin")
	if origin := c.GetHeader("Origin"); allowedOrigins[origin]{% if patterns %} || allowedPattern.MatchString(origin){% endif %} {
		h.Set("Access-Control-Allow-Origin", origin)
{% for name, value in answer_headers %}		h.Set("{{ name }}", "{{ value }}")
{% endfor %}	}
{% endif %}	// Before any login: browsers send a preflight without cookies or tokens.
	if c.Request.Method == http.MethodOptions && c.GetHeader("Access-Control-Request-Method") != "" {
{% for name, value in preflight_headers %}		h.Set("{{ name }}", "{{ value }}")
{% endfor %}		c.AbortWithStatus(http.StatusNoContent)
	}
}
