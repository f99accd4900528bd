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
            "Install it with `npm install cors`, and paste this right below `const app = express()`."
            ' In an ES module the first line reads `import cors from "cors"`.',
            BEFORE_LOGIN,
            'It fits Express 4 and 5. A separate app.options("*", …) is not needed, and stops Express 5 from starting.',
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
            "Paste this right below `const app = express()`. It fits Express 4 and 5.",
            BEFORE_LOGIN,
            'Set Vary elsewhere with `res.vary(…)`: `res.set("Vary", …)` would drop `Origin` from it.',
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
            'Set Vary elsewhere with `res.appendHeader("Vary", …)`: `res.setHeader` would drop `Origin` from it.',
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
            "Name the methods: @fastify/cors allows only GET, HEAD and POST by itself.",
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
            "Name the origins: without them @koa/cors allows every site, with credentials too.",
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
            "Paste this into main.ts right below `const app = await NestFactory.create(AppModule)`, before any"
            " `app.use(…)` that asks for a login. It is written for the Express platform.",
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
            "It replaces the option `cors` of hapi's routes: remove that, it answers some errors without headers.",
        ),
    ),
    Stack(
        id="nextjs",
        title="Next.js",
        family="node",
        language="javascript",
        filename="proxy.js",
        notes=(
            "Save this beside the folder `app` (or in src/). Before Next.js 16 the file is middleware.js and its"
            " function is called middleware.",
            "Let matcher name your API's paths.",
            "Remove Access-Control-* from `headers()` in next.config.js and from route handlers.",
            "Next.js drops `Vary: Origin` from its page for unknown paths: do not let a shared cache keep a 404.",
        ),
    ),
)
