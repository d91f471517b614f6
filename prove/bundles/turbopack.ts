import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../testing/free-port.ts';
import { answerOf } from './runtimes.ts';

/** A route of Next.js that answers what `run` of `app.mjs` answers. */
const ROUTE = `import { run } from '../../app.mjs';
export const dynamic = 'force-dynamic';
export async function GET(request) {
  const { searchParams } = new URL(request.url);
  return Response.json(await run(searchParams.get('api'), searchParams.get('token')));
}
`;

const QUIET = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/**
 * Has Turbopack build the application of a folder as a route of Next.js, which the folder has installed. What Next.js
 * puts around it uses Buffer itself, so that the text tells nothing; that it builds and runs does.
 */
export function buildByTurbopack(folder: string): void {
  mkdirSync(join(folder, 'app/run'), { recursive: true });
  writeFileSync(join(folder, 'app/run/route.js'), ROUTE);
  writeFileSync(
    join(folder, 'app/layout.js'),
    'export default function Layout({ children }) { return children; }\n',
  );
  execFileSync(join(folder, 'node_modules/.bin/next'), ['build', '--turbopack'], {
    cwd: folder,
    env: QUIET,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Starts what was built, and answers what its route answers. */
export async function runByNext(folder: string, apiUrl: string, token: string): Promise<unknown> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [join(folder, 'node_modules/next/dist/bin/next'), 'start', '-p', String(port), '-H', '127.0.0.1'],
    { cwd: folder, env: QUIET },
  );
  const err: string[] = [];
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const query = new URLSearchParams({ api: apiUrl, token });
  try {
    return await answerOf(`http://127.0.0.1:${port}/run?${query}`, () =>
      child.exitCode === null ? undefined : `next ended: ${err.join('').slice(0, 1000)}`,
    );
  } finally {
    child.kill();
  }
}
