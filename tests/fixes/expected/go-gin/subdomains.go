package main

import (
	"net/http"
	"regexp"

	"github.com/gin-gonic/gin"
)

var allowedOrigins = map[string]bool{
	"https://app.example.com": true,
}

var allowedPattern = regexp.MustCompile(`^(https://([a-z0-9_-]+\.)+example\.org)$`)

func cors(c *gin.Context) {
	h := c.Writer.Header()
	// On every response, so that a shared cache keeps origins apart.
	h.Add("Vary", "Origin")
	if origin := c.GetHeader("Origin"); allowedOrigins[origin] || allowedPattern.MatchString(origin) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	// Before any login: browsers send a preflight without cookies or tokens.
	if c.Request.Method == http.MethodOptions && c.GetHeader("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, PUT")
		h.Set("Access-Control-Allow-Headers", "content-type")
		h.Set("Access-Control-Max-Age", "600")
		c.AbortWithStatus(http.StatusNoContent)
	}
}
