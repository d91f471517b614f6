import { runLocal } from './run-local.ts';

try {
  process.exit(await runLocal(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
