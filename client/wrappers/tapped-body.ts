/** What is told about a body as it passes. */
export interface BodyObserver {
  /** Bytes of the answer; gives the bytes to pass on. */
  chunk(bytes: Uint8Array): Uint8Array;
  /** The answer is complete; gives the last bytes. */
  end(): Uint8Array;
  /** The answer ended early: the reader stopped, or the connection broke. */
  cut(error: unknown): void;
}

/** A fault of the observer must not become the application's: it gets the bytes as they came. */
function safely<T>(observe: () => T, otherwise: T): T {
  try {
    return observe();
  } catch {
    return otherwise;
  }
}

/** An answer that is never read ends when it is collected; some edge runtimes have no such registry. */
const unread =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<BodyObserver>((observer) =>
        safely(() => observer.cut(new Error('the answer was not read')), undefined),
      )
    : undefined;

/** The same answer, observed as it is read: nothing is read ahead, and nothing is held back. */
export function tapResponse(response: Response, observer: BodyObserver): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        const bytes = done
          ? safely(() => observer.end(), new Uint8Array())
          : safely(() => observer.chunk(value), value);
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (done) unread?.unregister(observer);
        if (done) controller.close();
        if (done || bytes.byteLength > 0) return;
      }
    } catch (error) {
      unread?.unregister(observer);
      safely(() => observer.cut(error), undefined);
      controller.error(error);
    }
  }
  async function cancel(reason: unknown): Promise<void> {
    unread?.unregister(observer);
    safely(() => observer.cut(reason), undefined);
    await reader.cancel(reason);
  }
  const body = new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 });
  unread?.register(body, observer, observer);
  const { status, statusText, headers, url } = response;
  const tapped = new Response(body, { status, statusText, headers });
  Object.defineProperty(tapped, 'url', { value: url });
  return tapped;
}
