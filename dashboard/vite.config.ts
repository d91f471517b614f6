import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Tests that build the page run with another value, which would bring React's development build along.
process.env['NODE_ENV'] = 'production';

/** Every module but those that the page begins with. */
const NOT_MAIN = /^(?!.*(?:main\.tsx|index\.html)$)/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing may be inlined: the page's policy allows no data in scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every visit loads is one script: in two dozen, each pays for its own wrapping and compresses alone. All but
    // main.tsx: it waits for the parts of a page, which would then wait for it.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'], test: NOT_MAIN }] } },
    },
  },
});
