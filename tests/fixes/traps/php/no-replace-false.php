<?php
header('Access-Control-Allow-Credentials: true');
header('Vary: Origin');
if (($_SERVER['HTTP_ORIGIN'] ?? '') === 'http://localhost:5173') {
    header('Access-Control-Allow-Origin: http://localhost:5173');
}
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {
    header('Access-Control-Allow-Methods: GET, POST, PUT, DELETE');
    header('Access-Control-Allow-Headers: content-type, authorization');
    http_response_code(204);
    exit;
}

// Elsewhere in the application, without `false`: the Vary above is lost.
header('Vary: Accept-Encoding');
