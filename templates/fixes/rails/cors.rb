require "rack/cors"

Rails.application.config.middleware.insert_before 0, Rack::Cors do
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
