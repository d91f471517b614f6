import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STARTED_AS } from '../../contracts/started-as.ts';

const REPOSITORY = path.join(import.meta.dirname, '../..');

function helpOf(file: string, env: Record<string, string>): string {
  const args = [path.join(REPOSITORY, file), '--help'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('the help of a program', () => {
  it('calls it as the person did who started it', () => {
    expect(helpOf('scripts/import.ts', {})).toMatch(/^npm run import -- FILE /);
    expect(helpOf('scripts/import.ts', { [STARTED_AS]: 'costkeeper import' })).toMatch(
      /^costkeeper import FILE /,
    );
  });
});
