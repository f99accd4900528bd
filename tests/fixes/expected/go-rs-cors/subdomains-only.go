package main

import (
	"net/http"

	"github.com/rs/cors"
)

func withCORS(next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins:   []string{"https://*.example.org:8443", "http://*.example.net"},
		AllowedMethods:   []string{"GET", "HEAD", "POST"},
		AllowedHeaders:   []string{},
		ExposedHeaders:   []string{"X-Total-Count"},
		AllowCredentials: false,
		MaxAge:           600,
	}).Handler(next)
}
