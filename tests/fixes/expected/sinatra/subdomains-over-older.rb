require "rack/cors"

use Rack::Cors do
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
use WithoutOlderHeaders
