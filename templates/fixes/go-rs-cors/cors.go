package main

import (
	"net/http"

	"github.com/rs/cors"
)

func withCORS(next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins:   []string{% templatetag openbrace %}{{ origins|quoted }}{% templatetag closebrace %},
		AllowedMethods:   []string{% templatetag openbrace %}{{ every_method|quoted }}{% templatetag closebrace %},
		AllowedHeaders:   []string{% templatetag openbrace %}{{ headers|quoted }}{% templatetag closebrace %},
		ExposedHeaders:   []string{% templatetag openbrace %}{{ expose_headers|quoted }}{% templatetag closebrace %},
		AllowCredentials: {{ credentials|yesno:"true,false" }},
		MaxAge:           {{ max_age }},
	}).Handler(next)
}
