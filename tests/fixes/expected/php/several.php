<?php
// Replaces what the application or PHP set.
header_remove('Access-Control-Allow-Origin');
header_remove('Access-Control-Allow-Credentials');
$allowedOrigins = ['https://app.example.com', 'https://admin.example.com:8443', 'capacitor://localhost'];

// On every response, so that a shared cache keeps origins apart.
header('Vary: Origin', false);
$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
if (in_array($origin, $allowedOrigins, true)) {
    header("Access-Control-Allow-Origin: $origin");
}

// Before any login: browsers send a preflight without cookies or tokens.
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS' && isset($_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD'])) {
    header('Access-Control-Allow-Methods: GET, PUT');
    header('Access-Control-Max-Age: 3600');
    http_response_code(204);
    exit;
}
