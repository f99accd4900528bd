r.Use(cors.Handler(cors.Options{
	AllowedOrigins:   []string{"https://app.example.com", "https://*.example.org"},
	AllowedMethods:   []string{"GET", "PUT", "HEAD", "POST"},
	AllowedHeaders:   []string{"content-type"},
	ExposedHeaders:   []string{},
	AllowCredentials: true,
	MaxAge:           600,
}))
