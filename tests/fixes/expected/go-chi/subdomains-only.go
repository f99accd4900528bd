r.Use(cors.Handler(cors.Options{
	AllowedOrigins:   []string{"https://*.example.org:8443", "http://*.example.net"},
	AllowedMethods:   []string{"GET", "HEAD", "POST"},
	AllowedHeaders:   []string{},
	ExposedHeaders:   []string{"X-Total-Count"},
	AllowCredentials: false,
	MaxAge:           600,
}))
