import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { record, text } from './template.ts';

/**
 * Synthesizes an app of somebody else, as the CDK CLI does: its command runs in `folder` with CDK_OUTDIR and the
 * context of cdk.json, and `given` over it. `command` undefined means the "app" of cdk.json. Answers the folder of the cloud assembly.
 * @throws when there is no command, or with the app's own words when it fails
 */
export async function synthesizeOwnApp(
  command: string | undefined,
  folder: string,
  outdir: string,
  given: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const settings = readSettings(folder);
  const app = command ?? text(settings['app']);
  if (app === undefined) {
    throw new Error(
      `${path.join(folder, 'cdk.json')} names no "app": say how it is synthesized with --app COMMAND`,
    );
  }
  rmSync(outdir, { recursive: true, force: true });
  const context = { 'aws:cdk:bundling-stacks': ['**'], ...record(settings['context']), ...given };
  const child = spawn(app, {
    cwd: folder,
    shell: true,
    // A relative folder of this process would be made in theirs.
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: undefined,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`"${app}" did not synthesize:\n${said.trim()}`);
  if (!existsSync(path.join(outdir, 'manifest.json'))) {
    throw new Error(
      `"${app}" ended without templates in CDK_OUTDIR: does it make an App without an outdir of its own?`,
    );
  }
  return outdir;
}

function readSettings(folder: string): Record<string, unknown> {
  const file = path.join(folder, 'cdk.json');
  return existsSync(file) ? record(JSON.parse(readFileSync(file, 'utf8'))) : {};
}
