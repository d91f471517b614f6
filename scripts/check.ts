import { spawnSync } from 'node:child_process';
import { readOptions } from './read-options.ts';

const { values } = readOptions({ options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(
    'npm run check: types, lint and format of the whole project; exit 1 when one of them complains.',
  );
  process.exit(0);
}

const checks: readonly (readonly [string, readonly string[]])[] = [
  ['tsc', []],
  ['oxlint', ['--type-aware', '--deny-warnings']],
  ['oxfmt', ['--check', '.']],
];

let failed = false;
for (const [command, args] of checks) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  failed ||= status !== 0;
  console.log(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${command} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
}
process.exit(failed ? 1 : 0);
