import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packed, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import type { LaunchOptions } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/**
 * How to start the browser that npm brought. Where the machine lacks libraries that it links to, it takes those
 * that are packed beside it.
 */
export async function browserOptions(): Promise<LaunchOptions> {
  const executablePath = await packed.executablePath();
  if (lacksLibraries(executablePath)) {
    const bin = path.join(
      path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))),
      '..',
      'bin',
    );
    await inflate(path.join(bin, 'al2023.tar.br'));
    setupLambdaEnvironment(path.join(tmpdir(), 'al2023', 'lib'));
  }
  return { executablePath, args: ARGS, headless: true };
}

function lacksLibraries(executable: string): boolean {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return (stdout ?? 'not found').includes('not found');
}
