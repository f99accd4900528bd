"""Go."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import REMOVE_OTHERS

OUTERMOST = "Keep it outermost, around login and routes: browsers send a preflight without cookies or tokens."

GO = (
    Stack(
        id="go",
        title="Go net/http",
        family="go",
        language="go",
        filename="cors.go",
        notes=(
            "Save this as cors.go beside main.go, and wrap the handler that the server starts: "
            "`http.ListenAndServe(addr, withCORS(mux))`. It works with any router, because each is an "
            "http.Handler.",
            OUTERMOST,
            "Elsewhere, add to Vary with `Header().Add`: `Set` would remove `Origin` from it.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="go-rs-cors",
        title="Go with rs/cors",
        family="go",
        language="go",
        filename="cors.go",
        notes=(
            "Run `go get github.com/rs/cors`, save this as cors.go beside main.go, and wrap the handler that the server"
            " starts: `http.ListenAndServe(addr, withCORS(mux))`.",
            OUTERMOST,
            "List methods and headers: by default rs/cors allows neither PUT and DELETE nor Authorization.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="go-chi",
        title="Go chi with go-chi/cors",
        family="go",
        language="go",
        filename="main.go",
        notes=(
            "Run `go get github.com/go-chi/cors`, import it, and paste this right below `r := chi.NewRouter()`, before"
            " login and routes.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="go-gin",
        title="Go Gin",
        family="go",
        language="go",
        filename="cors.go",
        notes=(
            "Save this as cors.go beside main.go, and write `r.Use(cors)` right below the line that creates `r`, "
            "before login and routes.",
            "Use it instead of gin-contrib/cors, which responds to other sites with 403 and without Vary.",
            "Elsewhere, add to Vary with `c.Writer.Header().Add`: `c.Header` would remove `Origin` from it.",
        ),
    ),
)
