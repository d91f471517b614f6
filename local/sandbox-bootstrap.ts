/** The inside of a sandbox: loads the bundle's handler and answers one event after the other, as JSON. */
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { offerRuntimeModules } from './runtime-modules.ts';
import type { FromSandbox, SandboxData, ToSandbox } from './lambda/sandbox.ts';

type Handler = (event: unknown, context: object) => unknown;

const { file, exportName } = workerData as SandboxData;

function say(message: FromSandbox): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(message);
}

function describe(error: unknown): { errorType: string; errorMessage: string; trace: string } {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: '' };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack ?? '' };
}

async function answer(handler: Handler, { id, payload, context, deadline, trace }: ToSandbox): Promise<void> {
  process.env['_X_AMZN_TRACE_ID'] = trace;
  try {
    const result = await handler(JSON.parse(payload), {
      ...context,
      awsRequestId: id,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    say({ kind: 'done', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    console.error(error);
    say({ kind: 'failed', id, ...describe(error) });
  }
}

offerRuntimeModules(process.cwd());
try {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler =
    module[exportName] ?? (module['default'] as Record<string, unknown> | undefined)?.[exportName];
  if (typeof handler !== 'function') throw new Error(`${file} exports no function called ${exportName}`);
  parentPort?.on('message', (message: ToSandbox) => void answer(handler as Handler, message));
  say({ kind: 'ready' });
  // Now, since a sandbox is ended without notice.
  flushCompileCache();
} catch (error) {
  console.error(error);
  say({ kind: 'failed', id: 'init', ...describe(error) });
}
