package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

var allowedOrigins = map[string]bool{
	"https://app.example.com": true,
	"https://admin.example.com:8443": true,
	"capacitor://localhost": true,
}

func cors(c *gin.Context) {
	h := c.Writer.Header()
	// On every response, so that a shared cache keeps origins apart.
	h.Add("Vary", "Origin")
	if origin := c.GetHeader("Origin"); allowedOrigins[origin] {
		h.Set("Access-Control-Allow-Origin", origin)
	}
	// Before any login: browsers send a preflight without cookies or tokens.
	if c.Request.Method == http.MethodOptions && c.GetHeader("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, PUT")
		h.Set("Access-Control-Max-Age", "3600")
		c.AbortWithStatus(http.StatusNoContent)
	}
}
