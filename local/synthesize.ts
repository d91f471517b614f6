import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { addToHash } from './hash-files.ts';
import { keepFolder } from './keep-folder.ts';
import { runScript } from './run-script.ts';
import { record } from './template.ts';

/** Which app to synthesize. */
export interface AppSource {
  /** Folder with cdk.json or the app itself. */
  readonly root: string;
  /** The app's file, relative to root. */
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** The folder of the functions' bundles where something else makes them; without it the app does. */
  readonly bundles?: () => Promise<string>;
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

/**
 * The folder of the app's cloud assembly: made as the CDK CLI makes it (CDK_OUTDIR, CDK_CONTEXT_JSON), or
 * an earlier one whose inputs were the same to the byte. @throws with the app's own words when it fails.
 */
export async function synthesize(source: AppSource, cache: string): Promise<string> {
  const context = { ...contextOf(source.root), ...source.context };
  return await keepFolder(cache, { key: fingerprint(source, context), last: 'manifest.json' }, (fresh) =>
    runApp(source, fresh, context),
  );
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
  // Without its `dist`, which packing writes.
  const construct = globSync('cdk/*.ts', { cwd: source.root }).sort();
  for (const input of [...INPUTS, ...construct, source.app]) addToHash(hash, path.join(source.root, input));
  return hash.digest('hex').slice(0, 16);
}

async function runApp(source: AppSource, outdir: string, context: object): Promise<void> {
  const bundles = await source.bundles?.();
  await runScript([path.join(source.root, source.app)], `${source.app} did not synthesize`, {
    cwd: source.root,
    env: {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      // The rules of CloudFormation take seconds; `cdk synth`, each deployment and the tests ask them.
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': ['**'], ...context }),
      ...(bundles === undefined ? {} : { COSTKEEPER_BUNDLES: bundles }),
    },
  });
}
