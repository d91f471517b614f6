import { spawn } from 'node:child_process';

/**
 * Runs a script with this process's Node to its end. @param failure what a failure is called in the error
 * @throws with the script's own words when it fails
 */
export async function runScript(
  args: readonly string[],
  failure: string,
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${failure}:\n${said.trim()}`);
}
