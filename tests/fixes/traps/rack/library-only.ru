require "rack/cors"

use Rack::Cors do
  allow do
    origins "http://localhost:5173"
    resource "*", methods: [:get, :post, :put, :delete], headers: :any, credentials: true
  end
end
