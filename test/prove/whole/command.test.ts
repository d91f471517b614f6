import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SUITES, suiteProof } from '../../../prove/whole/command.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the proof of a suite', () => {
  it.each(Object.entries(SUITES))('%s names files that have more in a proof', (_name, { files }) => {
    for (const file of files) expect(readFileSync(join(ROOT, file), 'utf8')).toContain('IN_PROOF');
  });

  it('runs every night', () => {
    const workflow = readFileSync(join(ROOT, '.github/workflows/proofs.yml'), 'utf8');
    const [, nightly = ''] = /^ +suite:\s+\[([^\]]*)\]$/m.exec(workflow) ?? [];
    expect(nightly.match(/\w+/g)?.toSorted()).toEqual(
      [...Object.keys(SUITES), 'properties', 'sdks', 'bundles', 'recipes', 'docs'].toSorted(),
    );
  });

  it('says what it tries, and takes no option that it does not know', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { command } = suiteProof('starts');
    expect(await command(['--help'])).toBe(0);
    expect(log.mock.calls.flat().join('\n')).toContain('test/local/run-local.test.ts');
    log.mockRestore();
    await expect(command(['--times', '2'])).rejects.toThrow("Unknown option '--times'");
  });
});
