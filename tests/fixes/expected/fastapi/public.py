from starlette.middleware.cors import CORSMiddleware

# Around the whole application, so that logins and unhandled errors get the headers too.
app = CORSMiddleware(
    app,
    allow_origins=["*"],
    allow_methods=["GET", "PUT"],
    allow_headers=["content-type", "x_request-id"],
    expose_headers=["X-Total-Count", "ETag"],
    allow_credentials=False,
    max_age=86400,
)
