import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCostkeeperReader } from '../../client/reader.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareBrowser, shareSystem } from '../support/shared/shared.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/job-page/main.ts');
let system: LocalSystem;
let browser: Browser;
let example: ChildProcess;
let address: string;

beforeAll(async () => {
  system = await shareSystem('ledger');
  browser = await shareBrowser();
  example = spawn(process.execPath, [EXAMPLE, '--endpoints', system.file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!example.stdout) throw new Error('the example has no output');
  [address] = (await once(createInterface(example.stdout), 'line')) as [string];
});
afterAll(async () => {
  example?.kill();
  await browser?.close();
  await system?.[Symbol.asyncDispose]();
});

describe('useJobCost and useMyMonth', () => {
  it('show a job and the month of its user while it runs, by a token without a role', async () => {
    const { api, tokens } = system.endpoints;
    const reader = createCostkeeperReader({ apiUrl: api, token: tokens.user });
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(address);
    await page.locator('#month').waitFor();
    await page.getByRole('button', { name: 'Write a story' }).click();
    // It begins at nothing, which is no error, and follows until all four calls are there.
    await page.locator('#total').waitFor();
    await expect.poll(() => page.locator('#events').textContent()).toBe('4');
    const id = (await page.getByRole('heading', { level: 2 }).textContent()) ?? '';
    const { totalUsd, events } = await reader.myResource('story', id);
    expect(events).toBe(4);
    expect(totalUsd).not.toBe('0');
    expect(await page.locator('#total').textContent()).toBe(`$${totalUsd}`);
    expect(await page.getByRole('listitem').allTextContents()).toEqual([`openai $${totalUsd}`]);
    await page.reload();
    const { totalUsd: month } = await reader.me({ period: new Date().toISOString().slice(0, 7) });
    await expect.poll(() => page.locator('#month').textContent()).toBe(`$${month}`);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(failures).toEqual([]);
    await page.close();
  });
});
