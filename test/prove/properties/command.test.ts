import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { command } from '../../../prove/properties/command.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the proof of properties', () => {
  it('says what it does, and what is wrong with an option', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await command(['--help'])).toBe(0);
    expect(log.mock.calls.flat().join('')).toContain('--times N');
    log.mockRestore();
    await expect(command(['--times', '0'])).rejects.toThrow('--times must be a whole number');
  });

  it('names files that are there and that ask how often they are to try', () => {
    const source = readFileSync(join(ROOT, 'prove/properties/command.ts'), 'utf8');
    const files = [...source.matchAll(/'(test\/[^']+\.test\.ts)'/g)].map(([, file = '']) => join(ROOT, file));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      expect(existsSync(file) && readFileSync(file, 'utf8').includes('propertyRuns(')).toBe(true);
    }
  });
});
