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

# Drops CORS headers that the application sets: remove them there.
class WithoutOlderHeaders
  def initialize(app)
    @app = app
  end

  def call(env)
    status, headers, body = @app.call(env)
    [status, headers.reject { |name, _| name.downcase.start_with?("access-control-") }, body]
  end
end
Rails.application.config.middleware.insert_after Rack::Cors, WithoutOlderHeaders
