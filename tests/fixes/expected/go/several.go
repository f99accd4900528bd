package main

import "net/http"

var allowedOrigins = map[string]bool{
	"https://app.example.com": true,
	"https://admin.example.com:8443": true,
	"capacitor://localhost": true,
}

func withCORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		// On every response, so that a shared cache keeps origins apart.
		h.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); allowedOrigins[origin] {
			h.Set("Access-Control-Allow-Origin", origin)
		}
		// Before any login: browsers send a preflight without cookies or tokens.
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, PUT")
			h.Set("Access-Control-Max-Age", "3600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
