import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endOrphan, firstWords, isListening, startDatabase } from '../../../local/dynamodb/dynoxide.ts';

const folder = mkdtempSync(join(tmpdir(), 'engines-'));
const binary = join(import.meta.dirname, `../../../node_modules/@dynoxide/linux-${process.arch}/dynoxide`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an engine', () => {
  it('that finds its port taken by another one is not mistaken for that one', async () => {
    const first = await startDatabase(folder);
    try {
      const { port } = new URL(first.endpoint);
      const second = spawn(binary, ['serve', '--port', port, '--db-path', join(folder, 'second.db')], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const said = await firstWords(second);
      expect(said).toContain(`port ${port} is already in use`);
      expect(isListening(said)).toBe(false);
    } finally {
      await first.stop();
    }
  });

  it('is not ended by the pid that a killed runner left on another file, and is by that on its own', async () => {
    const running = await startDatabase(folder);
    const own = join(folder, 'dynoxide.pid');
    const stale = join(folder, 'stale', 'dynoxide.pid');
    mkdirSync(join(folder, 'stale'));
    try {
      writeFileSync(stale, readFileSync(own));
      endOrphan(stale);
      expect(existsSync(stale)).toBe(false);
      // Not by `fetch`, to which the port is closed.
      await once(get(running.endpoint), 'response');
      endOrphan(own);
      expect(await running.died).toContain('SIGKILL');
    } finally {
      await running.stop();
    }
  });

  it('that cannot use its file says why', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(join(broken, 'tables.db'), { recursive: true });
    await expect(startDatabase(broken)).rejects.toThrow(/does not start on .*tables\.db: .*unable to open/);
  });
});
