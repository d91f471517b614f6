import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Vitest turns Node's cache of compiled code off in all workers of a run that counts coverage. Those that count none
 * load packages out of it.
 */
delete process.env['NODE_DISABLE_COMPILE_CACHE'];
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled'));
