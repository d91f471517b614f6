import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of Node that waits until it is disposed of. */
export interface OtherProcess extends AsyncDisposable {
  readonly pid: number;
  /** Kills it, and waits for its end. */
  end(): Promise<void>;
}

/** Starts another process of Node, as whatever a machine runs beside us. */
export async function otherProcess(): Promise<OtherProcess> {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], {
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { pid: child.pid ?? 0, end, [Symbol.asyncDispose]: end };
}
