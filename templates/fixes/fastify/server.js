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
// What routes and plugins further down still set has no effect from here on: remove it there.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
{% endif %}