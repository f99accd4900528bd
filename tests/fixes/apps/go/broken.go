package main

import "net/http"

func withCORS(next http.Handler) http.Handler {
	return next
}
