<?php

return [
    'paths' => ['*'],
    'allowed_methods' => ['GET', 'PUT'],
    'allowed_origins' => ['https://app.example.com', 'https://admin.example.com:8443', 'capacitor://localhost'],
    'allowed_origins_patterns' => [],
    'allowed_headers' => [],
    'exposed_headers' => [],
    'max_age' => 3600,
    'supports_credentials' => false,
];
