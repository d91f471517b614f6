/** Makes CloudFormation templates of a stage, for a deployment without CDK. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib/core';
import { readOverrides } from '../config/overrides.ts';
import { zipFolder } from '../scripts/pack/zip-folder.ts';
import { makeTemplates } from './template/make-templates.ts';

const HELP = `npm run template -- --out DIR [--stage NAME] [-c name=value …]

Writes the templates of a stage and all that they deploy into DIR. Put its files into a bucket, then deploy
costkeeper.template.json with the bucket's name: docs/deploy.md has both commands.

  --out DIR       a new or empty folder
  --stage NAME    names the stacks and parameters (default: production)
  -c name=value   an option of the stage, such as -c alarmMail=me@example.com; others have their default
  --help          this text`;

const ROOT_FILE = 'costkeeper.template.json';

/** What this repository's own deployment is synthesized with, so that both make the same resources. */
function contextOfCommand(): Record<string, unknown> {
  const file = join(import.meta.dirname, '../cdk.json');
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> };
  return context;
}

function templateText(template: object): string {
  return `${JSON.stringify(template, undefined, 1)}\n`;
}

/** `name=value` of a `-c`. @throws Error for one without a name or a value */
function contextEntry(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`-c takes name=value, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function write(out: string, stage: string, options: readonly string[]): number {
  const overrides = readOverrides(Object.fromEntries(options.map(contextEntry)));
  mkdirSync(out, { recursive: true });
  const outdir = mkdtempSync(join(tmpdir(), 'costkeeper-template-'));
  try {
    const app = new App({ outdir, context: contextOfCommand() });
    const { root, parts, files, folder } = makeTemplates(app, {
      ...overrides,
      stage,
    });
    for (const { file, template } of parts) writeFileSync(join(out, file), templateText(template));
    for (const { key, fileName, zip } of files) {
      const from = join(folder, fileName);
      if (zip) writeFileSync(join(out, key), zipFolder(from));
      else copyFileSync(from, join(out, key));
    }
    writeFileSync(join(out, ROOT_FILE), templateText(root));
    return files.length + parts.length + 1;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      stage: { type: 'string', default: 'production' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(HELP);
  else if (values.out === undefined)
    throw new Error('--out is missing: name the folder, such as --out ./template');
  else
    console.log(
      `${write(resolve(values.out), values.stage, values.context)} files in ${values.out}: deploy ${ROOT_FILE}`,
    );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
