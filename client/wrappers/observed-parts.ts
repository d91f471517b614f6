import type { Attempt } from './attempt.ts';
import type { StreamReading } from './billable-call.ts';

/** Passes the parts of a stream on, and settles the attempt when it ends, breaks, or is left by its reader. */
export function observeParts<P>(
  stream: ReadableStream<P>,
  reading: StreamReading,
  attempt: Attempt,
): ReadableStream<P> {
  const reader = stream.getReader();
  async function pull(controller: ReadableStreamDefaultController<P>): Promise<void> {
    try {
      const { done, value } = await reader.read();
      if (done) {
        attempt.settle(reading, true);
        controller.close();
        return;
      }
      reading.event(value);
      controller.enqueue(value);
    } catch (error) {
      attempt.settle(reading, false);
      controller.error(error);
    }
  }
  async function cancel(reason: unknown): Promise<void> {
    attempt.settle(reading, false);
    await reader.cancel(reason);
  }
  return new ReadableStream<P>({ pull, cancel }, { highWaterMark: 0 });
}
