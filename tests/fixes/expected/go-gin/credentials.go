package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

var allowedOrigins = map[string]bool{
	"https://app.example.com": true,
}

func cors(c *gin.Context) {
	h := c.Writer.Header()
	// On every response, so that a shared cache keeps origins apart.
	h.Add("Vary", "Origin")
	if origin := c.GetHeader("Origin"); allowedOrigins[origin] {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Set("Access-Control-Expose-Headers", "X-Total-Count")
	}
	// Before any login: browsers send a preflight without cookies or tokens.
	if c.Request.Method == http.MethodOptions && c.GetHeader("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
		h.Set("Access-Control-Allow-Headers", "content-type, authorization")
		h.Set("Access-Control-Max-Age", "600")
		c.AbortWithStatus(http.StatusNoContent)
	}
}
