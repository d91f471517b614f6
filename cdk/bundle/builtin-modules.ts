import { builtinModules, createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** Where esbuild finds what takes the place of a module of Node: one whose exports are named, or one that is whole. */
const NAMED = 'builtin';
const WHOLE = 'builtin-whole';

/**
 * Has a bundle ask Node for its modules instead of importing them. What is imported has every export looked at, some
 * of which load more: `WebSocket` of node:http the whole of undici, `stderr` of node:process a stream, `diff` of
 * node:util the colours of a terminal. That is 7 ms of a start, with undici 30. A bundle keeps the exports that it uses.
 */
export const builtinsAsked: Plugin = {
  name: 'builtins-asked',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^(?:node:)?[\w/]+$/ }, ({ path, kind }) => {
      const name = path.replace('node:', '');
      if (!builtinModules.includes(name)) return undefined;
      // What a call of import() uses of a module is not known: every export would be kept, and looked at.
      return { path: name, namespace: kind === 'import-statement' ? NAMED : WHOLE, sideEffects: false };
    });
    plugin.onLoad({ filter: /^/, namespace: NAMED }, ({ path }) => ({ contents: namedExports(path) }));
    plugin.onLoad({ filter: /^/, namespace: WHOLE }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/** A module that has a built-in one as its default export, and what that exports, each looked at if it is used. */
function namedExports(name: string): string {
  const names = Object.keys(createRequire(import.meta.url)(`node:${name}`) as object).filter((key) =>
    /^[A-Za-z]\w*$/.test(key),
  );
  return [
    `const all = /* @__PURE__ */ process.getBuiltinModule('node:${name}');`,
    'export default all;',
    ...names.map((key) => `const $${key} = /* @__PURE__ */ (() => all.${key})();`),
    `export { ${names.map((key) => `$${key} as ${key}`).join(', ')} };`,
  ].join('\n');
}
