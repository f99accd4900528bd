package main

import (
	"net/http"
	"regexp"
)

var allowedOrigins = map[string]bool{
	"https://app.example.com": true,
}

var allowedPattern = regexp.MustCompile(`^(https://([a-z0-9_-]+\.)+example\.org)$`)

func withCORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		// On every response, so that a shared cache keeps origins apart.
		h.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); allowedOrigins[origin] || allowedPattern.MatchString(origin) {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Credentials", "true")
		}
		// Before any login: browsers send a preflight without cookies or tokens.
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, PUT")
			h.Set("Access-Control-Allow-Headers", "content-type")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
