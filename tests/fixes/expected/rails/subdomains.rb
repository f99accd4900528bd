require "rack/cors"

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "https://app.example.com", %r{\Ahttps://([a-z0-9_-]+\.)+example\.org\z}
    resource "*",
      methods: [:get, :put],
      headers: ["content-type"],
      expose: [],
      credentials: true,
      max_age: 600
  end
end
