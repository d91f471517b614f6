import { mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reporter } from '../../local/reporter.ts';

const logs = mkdtempSync(path.join(tmpdir(), 'reporter-'));
const log = path.join(logs, 'runner.log');

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(logs, { recursive: true, force: true });
});

describe('reporter', () => {
  it('goes on without a log that cannot be written, says so once, and writes again when it can', () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    // As a full disk does it: the write itself throws.
    mkdirSync(log, { recursive: true });
    const report = reporter(logs, false);
    report(new Error('first'));
    report(new Error('second'));
    expect(said).toHaveBeenCalledTimes(1);
    rmdirSync(log);
    report(new Error('third', { cause: new Error('its cause') }));
    expect(readFileSync(log, 'utf8')).toContain('third: its cause');
  });
});
