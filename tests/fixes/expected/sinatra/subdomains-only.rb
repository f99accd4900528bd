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
