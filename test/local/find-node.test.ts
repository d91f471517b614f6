import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNode } from '../../local/find-node.ts';

describe('the Node that the local system runs on', () => {
  it('is the current one from 24 on', () => {
    expect(findNode({ version: 'v24.0.0', execPath: '/usr/bin/node' })).toBe('/usr/bin/node');
    expect(findNode({ version: 'v26.3.1', execPath: '/usr/bin/node' })).toBe('/usr/bin/node');
  });

  it('is the one that npm installed beside, under an earlier one', () => {
    const found = findNode({ version: 'v20.20.2', execPath: '/usr/bin/node' });
    expect(found).toMatch(/node-[a-z]+-[a-z0-9]+[/\\]bin[/\\]node/);
    expect(existsSync(found)).toBe(true);
  });
});
