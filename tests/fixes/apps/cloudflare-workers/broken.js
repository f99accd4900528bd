export default { fetch: handle };
