package main

import (
	"net/http"

	"github.com/rs/cors"
)

func withCORS(next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins:   []string{"*"},
		AllowedMethods:   []string{"GET", "PUT", "HEAD", "POST"},
		AllowedHeaders:   []string{"content-type", "x_request-id"},
		ExposedHeaders:   []string{"X-Total-Count", "ETag"},
		AllowCredentials: false,
		MaxAge:           86400,
	}).Handler(next)
}
