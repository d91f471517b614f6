import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { leaveEndpoints, takeEndpoints } from '../../local/endpoints.ts';
import { processMark } from '../../local/process-mark.ts';
import { keyFileOf } from '../../local/tokens.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'endpoints-'));
const file = path.join(folder, 'endpoints.json');
const LISTENS =
  'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('takeEndpoints', () => {
  it('keeps the file of a system that runs, and takes away what a killed one left', async () => {
    const runner = spawn(process.execPath, ['-e', LISTENS], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(runner, 'exit');
    const [said] = (await once(runner.stdout, 'data')) as [Buffer];
    writeFileSync(file, JSON.stringify({ dashboard: `http://127.0.0.1:${said.toString().trim()}` }));
    writeFileSync(keyFileOf(file), JSON.stringify({ runner: processMark(runner.pid) }));

    await expect(takeEndpoints(file)).rejects.toThrow(`process ${runner.pid}`);
    expect([existsSync(file), existsSync(keyFileOf(file))]).toEqual([true, true]);

    runner.kill('SIGKILL');
    await ended;
    await takeEndpoints(file);
    expect([existsSync(file), existsSync(keyFileOf(file))]).toEqual([false, false]);
  });

  it('takes away what a killed one left, though another process has its id and something listens there', async () => {
    const runner = spawn(process.execPath, ['-e', LISTENS], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(runner.stdout, 'data')) as [Buffer];
    writeFileSync(file, JSON.stringify({ dashboard: `http://127.0.0.1:${said.toString().trim()}` }));
    writeFileSync(keyFileOf(file), JSON.stringify({ runner: `${runner.pid}-1` }));
    try {
      await takeEndpoints(file);
      expect(existsSync(file)).toBe(false);
    } finally {
      runner.kill('SIGKILL');
    }
  });

  it('takes away a file that cannot be read', async () => {
    writeFileSync(file, '{"dashb');
    writeFileSync(keyFileOf(file), '');
    await takeEndpoints(file);
    expect(existsSync(file)).toBe(false);
  });
});

describe('leaveEndpoints', () => {
  it('takes away what this process wrote, and keeps what another that began beside it did', () => {
    for (const [runner, kept] of [
      [processMark(), false],
      [processMark(process.ppid), true],
    ] as const) {
      writeFileSync(file, '{}');
      writeFileSync(keyFileOf(file), JSON.stringify({ runner }));
      leaveEndpoints(file);
      expect([existsSync(file), existsSync(keyFileOf(file))]).toEqual([kept, kept]);
    }
  });
});
