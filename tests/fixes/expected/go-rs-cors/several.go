package main

import (
	"net/http"

	"github.com/rs/cors"
)

func withCORS(next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins:   []string{"https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"},
		AllowedMethods:   []string{"GET", "PUT", "HEAD", "POST"},
		AllowedHeaders:   []string{},
		ExposedHeaders:   []string{},
		AllowCredentials: false,
		MaxAge:           3600,
	}).Handler(next)
}
