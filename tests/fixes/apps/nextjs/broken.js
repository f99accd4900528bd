export const config = { matcher: "/none" };

export function proxy() {}
