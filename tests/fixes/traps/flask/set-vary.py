@app.after_request
def add_cors_headers(response):
    response.headers["Access-Control-Allow-Origin"] = "http://localhost:5173"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    # The view's own Vary is lost.
    response.headers["Vary"] = "Origin"
    return response
