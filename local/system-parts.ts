import path from 'node:path';
import { buildDashboard } from './build-dashboard.ts';
import { keepBundles } from './keep-bundles.ts';
import { synthesize } from './synthesize.ts';

/**
 * Where the parts of the system come from in this repository: synthesized and built from its sources when they have
 * changed. The package `@costkeeper/local` has packaged-parts.ts in the place of this file.
 */

const ROOT = path.join(import.meta.dirname, '..');

/** The file that a function's thread starts with. */
export const SANDBOX_BOOTSTRAP = new URL('./sandbox-bootstrap.ts', import.meta.url);

/** The command that sends the sample trace, without its options. */
export const REPLAY_SAMPLE = path.join(ROOT, 'examples', 'sample', 'replay.ts');

/** Folder of the built page. */
export const PAGE = path.join(ROOT, 'dashboard', 'dist');

/** Builds the page where its sources have changed; what fails is reported. */
export async function preparePage(report: (error: unknown) => void): Promise<void> {
  await buildDashboard(ROOT, report);
}

/** The folder of Costkeeper's own cloud assembly under a context. @throws with the app's words when it fails */
export async function ledgerAssembly(context: Readonly<Record<string, string>>): Promise<string> {
  const app = path.join('bin', 'costkeeper.ts');
  const bundles = () => keepBundles(ROOT, path.join(ROOT, '.local', 'bundles'));
  return await synthesize({ root: ROOT, app, context, bundles }, path.join(ROOT, '.local', 'assemblies'));
}
