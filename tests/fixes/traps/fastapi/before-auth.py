from fastapi.middleware.cors import CORSMiddleware

app.add_middleware(CORSMiddleware, allow_origins=["http://localhost:5173"], allow_methods=["*"], allow_credentials=True)


# What is added last is outermost.
@app.middleware("http")
async def authenticate(request: Request, call_next):
    return await call_next(request) if "authorization" in request.headers else JSONResponse({}, 401)
