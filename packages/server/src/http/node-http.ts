/** An import of `node:http` makes all that it could give, and so loads what `fetch` is made of: 30 ms of each start. */
export const { createServer, request } = process.getBuiltinModule('node:http')
