<?php

return [
    'paths' => ['*'],
    'allowed_methods' => ['GET'],
    'allowed_origins' => [],
    'allowed_origins_patterns' => ['#^https://([a-z0-9_-]+\.)+example\.org:8443$#D', '#^http://([a-z0-9_-]+\.)+example\.net$#D'],
    'allowed_headers' => [],
    'exposed_headers' => ['X-Total-Count'],
    'max_age' => 600,
    'supports_credentials' => false,
];
