app.enableCors({
  origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
  methods: ["GET", "PUT"],
  allowedHeaders: [],
  exposedHeaders: [],
  credentials: false,
  maxAge: 3600,
});

// CORS headers set further down have no effect: remove them.
app.use((req: any, res: any, next: () => void) => {
  const { setHeader } = res;
  res.setHeader = (name: string, value: unknown) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
