import path from 'node:path';

/** The command's file; the package `@costkeeper/local` has it built, beside this. */
export const MAIN = path.join(import.meta.dirname, 'main.ts');
