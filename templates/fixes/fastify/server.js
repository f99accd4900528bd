fastify.register(require("@fastify/cors"), {
{% if any_origin %}  origin: "*",
{% else %}  origin: [{{ js_origins }}],
{% endif %}  methods: [{{ methods|quoted }}],
  allowedHeaders: [{{ headers|quoted }}],
  exposedHeaders: [{{ expose_headers|quoted }}],
  credentials: {{ credentials|yesno:"true,false" }},
  maxAge: {{ max_age }},
});
{% if older %}
// CORS headers set by routes and plugins further down have no effect: remove them.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
{% endif %}