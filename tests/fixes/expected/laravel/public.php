<?php

return [
    'paths' => ['*'],
    'allowed_methods' => ['GET', 'PUT'],
    'allowed_origins' => ['*'],
    'allowed_origins_patterns' => [],
    'allowed_headers' => ['content-type', 'x_request-id'],
    'exposed_headers' => ['X-Total-Count', 'ETag'],
    'max_age' => 86400,
    'supports_credentials' => false,
];
