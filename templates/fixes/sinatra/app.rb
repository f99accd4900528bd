require "rack/cors"

use Rack::Cors do
  allow do
    origins {% if any_origin %}"*"{% else %}{% for origin in origins %}{% if not forloop.first %}, {% endif %}{% if origin|slice:":4" == "http" %}"{{ origin }}"{% else %}%r{\A{{ origin|regex }}\z}{% endif %}{% endfor %}{% endif %}
    resource "*",
      methods: [{% for method in methods %}{% if not forloop.first %}, {% endif %}:{{ method|lower }}{% endfor %}],
      headers: [{{ headers|quoted }}],
      expose: [{{ expose_headers|quoted }}],
      credentials: {{ credentials|yesno:"true,false" }},
      max_age: {{ max_age }}
  end
end
