package main

import (
	"net/http"
	"os"

	"github.com/go-chi/chi"
	"github.com/go-chi/chi/middleware"
	"github.com/go-chi/cors"
)

func login(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv("LOGIN") == "1" && r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func main() {
	r := chi.NewRouter()
	// PASTE THE FIX HERE
	r.Use(login, middleware.Recoverer)
	r.HandleFunc("/items", func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv("ALREADY") == "1" {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}
		w.Header().Add("Vary", "Accept-Encoding")
		w.Header().Set("X-Total-Count", "2")
		w.Write([]byte("[]"))
	})
	r.Get("/private", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	r.Get("/crash", func(w http.ResponseWriter, r *http.Request) {
		panic("crash")
	})
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), r)
}
