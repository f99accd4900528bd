import os

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def login(request: Request, call_next):
    if os.environ["LOGIN"] == "1" and "authorization" not in request.headers:
        return JSONResponse({}, 401)
    return await call_next(request)


@app.api_route("/items", methods=["GET", "POST", "PUT", "DELETE"])
async def items(response: Response):
    response.headers["X-Total-Count"] = "2"
    response.headers["Vary"] = "Accept-Encoding"
    if os.environ["ALREADY"] == "1":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return []


@app.get("/private")
async def private(request: Request):
    return JSONResponse({}, 200 if "authorization" in request.headers else 401)


@app.get("/crash")
async def crash():
    raise RuntimeError("crash")


# PASTE THE FIX HERE

uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
