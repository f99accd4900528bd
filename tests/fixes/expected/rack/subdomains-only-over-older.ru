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

# If an error reached Rack::Cors, the web server would respond without headers.
class RescueErrors
  def initialize(app)
    @app = app
  end

  def call(env)
    @app.call(env)
  rescue StandardError => error
    env["rack.errors"].puts(error.full_message)
    [500, { "Content-Type" => "text/plain" }, ["Internal Server Error"]]
  end
end
use RescueErrors

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
