app.enableCors({
  origin: [/^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/, /^http:\/\/([a-z0-9_-]+\.)+example\.net$/],
  methods: ["GET"],
  allowedHeaders: [],
  exposedHeaders: ["X-Total-Count"],
  credentials: false,
  maxAge: 600,
});

// CORS headers set further down have no effect: remove them.
app.use((req: any, res: any, next: () => void) => {
  const { setHeader } = res;
  res.setHeader = (name: string, value: unknown) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
