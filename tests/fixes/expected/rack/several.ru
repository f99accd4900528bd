require "rack/cors"

use Rack::Cors do
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
