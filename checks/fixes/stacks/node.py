"""Frameworks and servers that run on Node.js."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN, REMOVE_OTHERS

NODE = (
    Stack(
        id="express",
        title="Express with the cors package",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Install it with `npm install cors`, and paste this right below `const app = express()`. In an ES "
            'module the first line is `import cors from "cors"`.',
            BEFORE_LOGIN,
            'It works with Express 4 and 5. You do not need a separate app.options("*", …); it stops Express 5 '
            "from starting.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="express-manual",
        title="Express without a package",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Paste this right below `const app = express()`. It works with Express 4 and 5.",
            BEFORE_LOGIN,
            'Elsewhere, set Vary with `res.vary(…)`: `res.set("Vary", …)` would remove `Origin` from it.',
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="node-http",
        title="Node.js http",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Wrap your request listener: `http.createServer(withCors(handler))`. It needs Node.js 18.3 or newer.",
            'Elsewhere, set Vary with `res.appendHeader("Vary", …)`: `res.setHeader` would remove `Origin` from it.',
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="fastify",
        title="Fastify with @fastify/cors",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Install it with `npm install @fastify/cors`, and paste this right below the line that creates `fastify`,"
            " before hooks, login and routes.",
            "List the methods: by default @fastify/cors allows only GET, HEAD and POST.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="koa",
        title="Koa with @koa/cors",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Install it with `npm install @koa/cors`, and paste this right below `const app = new Koa()`.",
            BEFORE_LOGIN,
            "List the origins: without them @koa/cors allows every site, with credentials too.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="hono",
        title="Hono",
        family="node",
        language="javascript",
        filename="server.mjs",
        replaces=True,
        notes=(
            "Paste this right below `const app = new Hono()`; the cors middleware comes with Hono.",
            BEFORE_LOGIN,
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="nestjs",
        title="NestJS",
        family="node",
        language="typescript",
        filename="main.ts",
        replaces=True,
        notes=(
            "Paste this into main.ts right below `const app = await NestFactory.create(AppModule)`, before any "
            "`app.use(…)` that requires a login. It is written for the Express platform.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="hapi",
        title="hapi",
        family="node",
        language="javascript",
        filename="server.js",
        replaces=True,
        notes=(
            "Paste this right below the line that creates `server`, before other extensions, login and routes.",
            "It replaces the `cors` option of hapi's routes: remove that, because it sends some errors without "
            "headers.",
        ),
    ),
    Stack(
        id="nextjs",
        title="Next.js",
        family="node",
        language="javascript",
        filename="proxy.js",
        notes=(
            "Save this beside the `app` folder (or in src/). Before Next.js 16 the file is middleware.js and its "
            "function is called middleware.",
            "Put your API's paths into matcher.",
            "Remove Access-Control-* from `headers()` in next.config.js and from route handlers.",
            "Next.js drops `Vary: Origin` from its page for unknown paths: do not let a shared cache keep a 404.",
        ),
    ),
)
