package main

import (
	"net/http"

	"github.com/rs/cors"
)

func withCORS(next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins:   []string{"https://app.example.com", "https://*.example.org"},
		AllowedMethods:   []string{"GET", "PUT", "HEAD", "POST"},
		AllowedHeaders:   []string{"content-type"},
		ExposedHeaders:   []string{},
		AllowCredentials: true,
		MaxAge:           600,
	}).Handler(next)
}
