mod cors;

use hyper::service::{make_service_fn, service_fn};
use hyper::{Body, Method, Request, Response, Server};
use std::convert::Infallible;
use std::env;
use std::net::SocketAddr;

async fn handle(request: Request<Body>) -> Response<Body> {
    let authorized = request.headers().contains_key("authorization");
    let mut response = Response::builder();
    if env::var("LOGIN").as_deref() == Ok("1") && !authorized {
        return response.status(401).body(Body::empty()).unwrap();
    }
    let status = match request.uri().path() {
        "/items" if request.method() == Method::OPTIONS => 405,
        "/items" => {
            response = response.header("Vary", "Accept-Encoding").header("X-Total-Count", "2");
            200
        }
        "/private" if authorized => 200,
        "/private" => 401,
        "/crash" => 500,
        _ => 404,
    };
    if env::var("ALREADY").as_deref() == Ok("1") {
        response = response
            .header("Access-Control-Allow-Origin", "*")
            .header("Access-Control-Allow-Credentials", "true");
    }
    response.status(status).body(Body::from("[]")).unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let port: u16 = env::var("PORT").unwrap().parse().unwrap();
    let service = make_service_fn(|_| async {
        Ok::<_, Infallible>(service_fn(|request| async {
            Ok::<_, Infallible>(cors::with_cors(request, handle).await)
        }))
    });
    Server::bind(&SocketAddr::from(([127, 0, 0, 1], port))).serve(service).await.unwrap();
}
