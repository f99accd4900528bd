require "rack/cors"

use Rack::Cors do
  allow do
    origins {% if any_origin %}"*"{% else %}{{ rb_origins }}{% endif %}
    resource "*",
      methods: [{% for method in methods %}{% if not forloop.first %}, {% endif %}:{{ method|lower }}{% endfor %}],
      headers: [{{ headers|quoted }}],
      expose: [{{ expose_headers|quoted }}],
      credentials: {{ credentials|yesno:"true,false" }},
      max_age: {{ max_age }}
  end
end
{% if older %}
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
{% endif %}