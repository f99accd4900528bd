const cors = require("@koa/cors");

app.use(cors({ credentials: true }));
