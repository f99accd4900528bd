const cors = require("cors");

app.use(
  cors({
{% if any_origin %}    origin: "*",
{% else %}    origin: [{{ js_origins }}],
{% endif %}    methods: [{{ methods|quoted }}],
    allowedHeaders: [{{ headers|quoted }}],
    exposedHeaders: [{{ expose_headers|quoted }}],
    credentials: {{ credentials|yesno:"true,false" }},
    maxAge: {{ max_age }},
  })
);
