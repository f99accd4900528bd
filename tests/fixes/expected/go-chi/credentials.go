r.Use(cors.Handler(cors.Options{
	AllowedOrigins:   []string{"https://app.example.com"},
	AllowedMethods:   []string{"GET", "POST", "PUT", "DELETE", "HEAD"},
	AllowedHeaders:   []string{"content-type", "authorization"},
	ExposedHeaders:   []string{"X-Total-Count"},
	AllowCredentials: true,
	MaxAge:           600,
}))
