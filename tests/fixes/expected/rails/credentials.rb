require "rack/cors"

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "https://app.example.com"
    resource "*",
      methods: [:get, :post, :put, :delete],
      headers: ["content-type", "authorization"],
      expose: ["X-Total-Count"],
      credentials: true,
      max_age: 600
  end
end
