import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeOwnApp } from '../../local/own-app.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-app-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An app without the CDK: it writes what it was asked to. */
const APP = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
  writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', process.env.CDK_CONTEXT_JSON);
`;

async function manifestOf(command: string | undefined): Promise<unknown> {
  const outdir = await synthesizeOwnApp(command, folder, path.join(folder, 'out'));
  return JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8'));
}

describe('the command of an app of somebody else', () => {
  it('is told where to write and gets the context of cdk.json, as the CDK CLI has it', async () => {
    writeFileSync(path.join(folder, 'app.cjs'), APP);
    writeFileSync(path.join(folder, 'cdk.json'), '{ "app": "node app.cjs", "context": { "mine": 1 } }');
    expect(await manifestOf(undefined)).toEqual({ 'aws:cdk:bundling-stacks': ['**'], mine: 1 });
  });

  it('says what the app said when it fails, and the way out where there is no command', async () => {
    await expect(synthesizeOwnApp('echo no such stack >&2; exit 3', folder, 'out')).rejects.toThrow(
      /no such stack/,
    );
    await expect(synthesizeOwnApp('true', folder, path.join(folder, 'none'))).rejects.toThrow(/CDK_OUTDIR/);
    writeFileSync(path.join(folder, 'cdk.json'), '{}');
    await expect(synthesizeOwnApp(undefined, folder, 'out')).rejects.toThrow(/--app COMMAND/);
  });
});
