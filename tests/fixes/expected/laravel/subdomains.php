<?php

return [
    'paths' => ['*'],
    'allowed_methods' => ['GET', 'PUT'],
    'allowed_origins' => ['https://app.example.com'],
    'allowed_origins_patterns' => ['#^https://([a-z0-9_-]+\.)+example\.org$#D'],
    'allowed_headers' => ['content-type'],
    'exposed_headers' => [],
    'max_age' => 600,
    'supports_credentials' => true,
];
