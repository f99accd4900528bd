<?php
// Replaces what the application or PHP set.
header_remove('Access-Control-Allow-Origin');
header_remove('Access-Control-Allow-Credentials');
header('Access-Control-Allow-Origin: *');
header('Access-Control-Expose-Headers: X-Total-Count, ETag');

// Before any login: browsers send a preflight without cookies or tokens.
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS' && isset($_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD'])) {
    header('Access-Control-Allow-Methods: GET, PUT');
    header('Access-Control-Allow-Headers: content-type, x_request-id');
    header('Access-Control-Max-Age: 86400');
    http_response_code(204);
    exit;
}
