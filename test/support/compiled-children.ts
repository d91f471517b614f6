import { join } from 'node:path';

/**
 * Vitest turns Node's cache of compiled code off in its workers where coverage is counted, and each process that a test
 * starts would inherit that, though nothing of it is counted: it would compile all that it loads anew.
 */
delete process.env['NODE_DISABLE_COMPILE_CACHE'];
process.env['NODE_COMPILE_CACHE'] = join(import.meta.dirname, '../../node_modules/.cache/compiled');
