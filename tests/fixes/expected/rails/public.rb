require "rack/cors"

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "*"
    resource "*",
      methods: [:get, :put],
      headers: ["content-type", "x_request-id"],
      expose: ["X-Total-Count", "ETag"],
      credentials: false,
      max_age: 86400
  end
end
