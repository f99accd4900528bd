<?php

return [
    'paths' => ['*'],
    'allowed_methods' => [{{ methods|single_quoted }}],
    'allowed_origins' => [{{ exact_origins|single_quoted }}],
    'allowed_origins_patterns' => [{% for pattern in patterns %}{% if not forloop.first %}, {% endif %}'#^{{ pattern }}$#D'{% endfor %}],
    'allowed_headers' => [{{ headers|single_quoted }}],
    'exposed_headers' => [{{ expose_headers|single_quoted }}],
    'max_age' => {{ max_age }},
    'supports_credentials' => {{ credentials|yesno:"true,false" }},
];
