r.Use(cors.Handler(cors.Options{
	AllowedOrigins:   []string{"*"},
	AllowedMethods:   []string{"GET", "PUT", "HEAD", "POST"},
	AllowedHeaders:   []string{"content-type", "x_request-id"},
	ExposedHeaders:   []string{"X-Total-Count", "ETag"},
	AllowCredentials: false,
	MaxAge:           86400,
}))
