import { runLocal } from '../local/run-local.ts';

try {
  process.exit(await runLocal(['--sample', ...process.argv.slice(2)]));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
