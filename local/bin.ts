import { spawn } from 'node:child_process';
import { findNode } from './find-node.ts';
import { MAIN } from './main-file.ts';

/** The package's command: the system on a Node that is late enough, with its output, signals and exit code. */
try {
  const child = spawn(findNode(process), [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
