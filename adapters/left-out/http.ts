/**
 * Stands in bundles for `node:http` (lib/bundling.ts). A module that imports it by the word `import` has every export
 * of it looked at, and one of them, `WebSocket`, loads the whole of undici: 30 ms of processor at each cold start.
 * It has what the SDK, the router and our own adapters import of it.
 */
const http = process.getBuiltinModule('node:http');

export const { Agent, request, STATUS_CODES } = http;
export default http;
