import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import { addToHash } from './hash-files.ts';
import { record } from './template.ts';

/** Which app to synthesize. */
export interface AppSource {
  /** Folder with cdk.json or the app itself. */
  readonly root: string;
  /** The app's file, relative to root. */
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Rooms and files that decide what the app synthesizes; a change in one of them makes a new assembly. */
const INPUTS = [
  'bin',
  'lib',
  'config',
  'contracts',
  'providers',
  'core',
  'adapters',
  'lambdas',
  'prices',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
];

const KEPT_ASSEMBLIES = 3;

/**
 * The folder of the app's cloud assembly: made as the CDK CLI makes it (CDK_OUTDIR, CDK_CONTEXT_JSON), or
 * an earlier one whose inputs were the same to the byte. @throws with the app's own words when it fails.
 */
export async function synthesize(source: AppSource, cache: string): Promise<string> {
  const context = { ...contextOf(source.root), ...source.context };
  const folder = path.join(cache, fingerprint(source, context));
  if (existsSync(path.join(folder, 'manifest.json'))) {
    // Used now: another start must not take it for the oldest.
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const fresh = `${folder}.${process.pid}`;
  await runApp(source, fresh, context);
  if (existsSync(folder)) rmSync(fresh, { recursive: true, force: true });
  else renameSync(fresh, folder);
  removeOldest(cache, folder);
  return folder;
}

function contextOf(root: string): Record<string, unknown> {
  const file = path.join(root, 'cdk.json');
  if (!existsSync(file)) return {};
  return record((JSON.parse(readFileSync(file, 'utf8')) as { context?: unknown }).context);
}

function fingerprint(source: AppSource, context: Record<string, unknown>): string {
  // Variables of this beginning set fields of the stage, see config/overrides.ts.
  const variables = Object.entries(process.env)
    .filter(([name]) => name.startsWith('COSTKEEPER_STAGE_'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([source.app, context, variables]));
  for (const input of [...INPUTS, source.app]) addToHash(hash, path.join(source.root, input));
  return hash.digest('hex').slice(0, 16);
}

async function runApp(source: AppSource, outdir: string, context: object): Promise<void> {
  const child = spawn(process.execPath, [path.join(source.root, source.app)], {
    cwd: source.root,
    env: {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      // The rules of CloudFormation take seconds; `cdk synth`, each deployment and the tests ask them.
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': ['**'], ...context }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${source.app} did not synthesize:\n${said.trim()}`);
}

function removeOldest(cache: string, current: string): void {
  const folders = readdirSync(cache)
    .map((name) => path.join(cache, name))
    .filter((folder) => folder !== current && !/\.\d+$/.test(folder))
    .map((folder) => ({ folder, at: statSync(folder).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { folder } of folders.slice(KEPT_ASSEMBLIES)) rmSync(folder, { recursive: true, force: true });
}
