require "rack/cors"

use Rack::Cors do
  allow do
    origins %r{\Ahttps://([a-z0-9_-]+\.)+example\.org:8443\z}, %r{\Ahttp://([a-z0-9_-]+\.)+example\.net\z}
    resource "*",
      methods: [:get],
      headers: [],
      expose: ["X-Total-Count"],
      credentials: false,
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
