import os

from flask import Flask, jsonify
from flask import request as current

app = Flask(__name__)
# PASTE THE FIX HERE


@app.before_request
def login():
    if os.environ["LOGIN"] == "1" and "Authorization" not in current.headers:
        return jsonify({}), 401


@app.route("/items", methods=["GET", "POST", "PUT", "DELETE"])
def items():
    response = jsonify([])
    response.headers["X-Total-Count"] = "2"
    response.vary.add("Accept-Encoding")
    if os.environ["ALREADY"] == "1":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@app.route("/private")
def private():
    return jsonify({}), 200 if "Authorization" in current.headers else 401


@app.route("/crash")
def crash():
    raise RuntimeError("crash")


app.run("127.0.0.1", int(os.environ["PORT"]))
