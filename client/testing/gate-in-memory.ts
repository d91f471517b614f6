import type { AskedCall, RecordingOptions } from './recording-options.ts';

const json = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** The ledger's gate as a `fetch`: each question is kept in `asked` and answered by `decide`. */
export function gateInMemory(
  decide: NonNullable<RecordingOptions['gate']>,
  asked: AskedCall[],
): typeof fetch {
  let holds = 0;
  return (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    if (pathname.endsWith('/release')) return Promise.resolve(json(200, {}));
    if (!pathname.endsWith('/budgets/authorize') || typeof init?.body !== 'string') {
      return Promise.resolve(json(404, { title: `the client for tests has no ${pathname}` }));
    }
    const call = JSON.parse(init.body) as AskedCall;
    asked.push(call);
    const answer = decide(call);
    const told = typeof answer === 'string' ? { decision: answer } : answer;
    if (told.decision === 'deny') return Promise.resolve(json(200, told));
    holds += 1;
    return Promise.resolve(json(200, { holdId: `hold-${holds}`, ...told }));
  };
}
