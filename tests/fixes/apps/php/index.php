<?php
require __DIR__ . '/cors.php';

$authorized = isset($_SERVER['HTTP_AUTHORIZATION']);
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (getenv('LOGIN') === '1' && !$authorized) {
    http_response_code(401);
} elseif ($path === '/items' && $_SERVER['REQUEST_METHOD'] !== 'OPTIONS') {
    if (getenv('ALREADY') === '1') {
        header('Access-Control-Allow-Origin: *');
        header('Access-Control-Allow-Credentials: true');
    }
    header('Vary: Accept-Encoding', false);
    header('X-Total-Count: 2');
    echo '[]';
} elseif ($path === '/private') {
    http_response_code($authorized ? 200 : 401);
} elseif ($path === '/crash') {
    throw new Exception('crash');
} else {
    http_response_code(404);
}
