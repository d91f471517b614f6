import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The first line of a stream that fits, as it was matched. @throws Error with all that was said when it ends before */
export async function lineOf(stream: Readable, fits: RegExp): Promise<RegExpExecArray> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    const match = fits.exec(line);
    // A writer to a pipe that no one empties waits for ever.
    if (match) return (stream.resume(), match);
    said.push(line);
  }
  throw new Error(`it ended and never said ${fits}: ${said.join('\n').slice(-2000)}`);
}

/** Ends a process and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
