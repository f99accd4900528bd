// The packages are linked from elsewhere, which Turbopack only reads below its root.
module.exports = { turbopack: { root: "/" } };
