<?php

return [
    'paths' => ['*'],
    'allowed_methods' => ['GET', 'POST', 'PUT', 'DELETE'],
    'allowed_origins' => ['https://app.example.com'],
    'allowed_origins_patterns' => [],
    'allowed_headers' => ['content-type', 'authorization'],
    'exposed_headers' => ['X-Total-Count'],
    'max_age' => 600,
    'supports_credentials' => true,
];
