require "rack/cors"

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "https://app.example.com", "https://admin.example.com:8443", %r{\Acapacitor://localhost\z}
    resource "*",
      methods: [:get, :put],
      headers: [],
      expose: [],
      credentials: false,
      max_age: 3600
  end
end
