import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../testing/free-port.ts';

/** Runs a bundle's `run(apiUrl, token)` in a folder that has the runtime installed; answers what it answered. */
export type Runtime = (folder: string, bundle: string, apiUrl: string, token: string) => Promise<unknown>;

const MOST_MS = 60_000;
const LOOK_MS = 100;

/** Runtimes by name; all but Node are packages of npm. */
export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  node: (folder, ...app) => runProgram(folder, process.execPath, [], ...app),
  bun: (folder, ...app) => runProgram(folder, join(folder, 'node_modules/.bin/bun'), ['run'], ...app),
  deno: (folder, ...app) =>
    runProgram(folder, join(folder, 'node_modules/.bin/deno'), ['run', '--allow-net', '--no-prompt'], ...app),
  workerd: runWorker,
};

async function runProgram(
  folder: string,
  command: string,
  args: readonly string[],
  ...[bundle, apiUrl, token]: [bundle: string, apiUrl: string, token: string]
): Promise<unknown> {
  const program = join(folder, `run-${basename(bundle)}`);
  writeFileSync(
    program,
    `import { run } from ${JSON.stringify(`./${basename(bundle)}`)};
console.log(JSON.stringify(await run(${JSON.stringify(apiUrl)}, ${JSON.stringify(token)})));`,
  );
  const child = spawn(command, [...args, program], { cwd: folder, timeout: MOST_MS });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${basename(command)} ended with ${code}: ${err.join('').slice(0, 1000)}`);
  return JSON.parse(out.join('')) as unknown;
}

/** workerd with `nodejs_compat`, as a Worker has it that uses AsyncLocalStorage. */
async function runWorker(folder: string, bundle: string, apiUrl: string, token: string): Promise<unknown> {
  const port = await freePort();
  writeFileSync(
    join(folder, 'worker.mjs'),
    `import { run } from './bundle.mjs';
export default { async fetch() { return Response.json(await run(${JSON.stringify(apiUrl)}, ${JSON.stringify(token)})); } };`,
  );
  writeFileSync(
    join(folder, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .app), (name = "internet", network = (allow = ["private", "public"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const app :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
    (name = "bundle.mjs", esModule = embed ${JSON.stringify(basename(bundle))})
  ],
  compatibilityDate = "2026-01-01", compatibilityFlags = ["nodejs_compat"]
);`,
  );
  const child = spawn(join(folder, 'node_modules/.bin/workerd'), ['serve', 'worker.capnp'], { cwd: folder });
  const err: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  try {
    return await answerOf(`http://127.0.0.1:${port}/`, () =>
      child.exitCode === null ? undefined : `workerd ended: ${err.join('').slice(0, 1000)}`,
    );
  } finally {
    child.kill();
  }
}

/** Asks until somebody answers, or `ended` says why nobody will. */
export async function answerOf(url: string, ended: () => string | undefined): Promise<unknown> {
  for (const begun = performance.now(); ; await sleep(LOOK_MS)) {
    const why = ended();
    if (why !== undefined) throw new Error(why);
    try {
      const response = await fetch(url);
      const text = await response.text();
      if (!response.ok) throw new Error(`the worker answered ${response.status}: ${text.slice(0, 1000)}`);
      return JSON.parse(text) as unknown;
    } catch (error) {
      // Nobody listens yet.
      if (!(error instanceof TypeError) || performance.now() - begun > MOST_MS) throw error;
    }
  }
}
