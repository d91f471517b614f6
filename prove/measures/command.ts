import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/**
 * A proof that is a measurement: runs the benchmark of that name in a process of its own, with the same options; its
 * figures are what docs/proof.md holds against the claim. Answers its exit code.
 */
export function measurement(name: string): { command(args: readonly string[]): Promise<number> } {
  return {
    command: async (args) => {
      const main = path.join(ROOT, 'bench/main.ts');
      const child = spawn(process.execPath, [main, name, ...args], { cwd: ROOT, stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      return code ?? 1;
    },
  };
}
