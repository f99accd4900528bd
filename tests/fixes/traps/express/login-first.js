const cors = require("cors");

app.use((req, res, next) => (req.get("Authorization") ? next() : res.status(401).json({})));
app.use(cors({ origin: "http://localhost:5173", credentials: true }));
