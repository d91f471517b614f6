import { fieldOf, listOf } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { uniqueId, VIA } from './answer-id.ts';
import { FREE, type BillableCall, type Endpoint } from './billable-call.ts';
import { seenOnce } from './seen-once.ts';

/** How many of its units a call billed, whatever the model's unit is: images, megapixels, seconds. */
const UNITS = 'x-fal-billable-units';
const REQUEST_ID = 'x-fal-request-id';

/** A result of the queue; status and cancellation are below it. */
const RESULT = /^\/(.+)\/requests\/[^/]+(?:\/response)?\/?$/;
/** Units as text, in the digits that a message takes. */
const DECIMAL = /^\d{1,12}(?:\.\d{1,12})?$/;

interface Billed {
  readonly part: string;
  readonly service: NonNullable<UsageDraft['service']>;
}

/** What the answer holds names the part that the model's unit is counted in. */
function billedBy(answer: unknown): Billed {
  const has = (...names: string[]) => names.some((name) => (fieldOf(answer, name) ?? null) !== null);
  if (listOf(answer, 'images').length > 0 || has('image')) return { part: 'images', service: 'image' };
  if (has('video', 'videos')) return { part: 'video_seconds', service: 'video' };
  if (has('audio', 'audio_file')) return { part: 'audio_seconds', service: 'tts' };
  return { part: 'requests', service: 'other' };
}

/**
 * Models of fal, called directly (`fal.run`) or by its queue, whose orders are billed when their result is fetched: by
 * the units that the answer's header says. Without it the call is `unpriced`.
 */
export function falEndpoint(): Endpoint {
  const isNew = seenOnce();
  return ({ method, url }) => {
    const result = RESULT.exec(url.pathname)?.[1];
    const isQueue = url.host.startsWith('queue.');
    if (isQueue ? method !== 'GET' || result === undefined : method !== 'POST') return FREE;
    const base = { provider: 'fal', model: result ?? url.pathname.replace(/^\/|\/$/g, '') };
    const fromAnswer: BillableCall['fromAnswer'] = (answer, { headers }) => {
      const { part, service } = billedBy(answer);
      const id = uniqueId(headers.get(REQUEST_ID) ?? undefined);
      if (id !== undefined && !isNew(id)) return [];
      const named = id === undefined ? {} : { id, via: VIA };
      const units = headers.get(UNITS) ?? '';
      return DECIMAL.test(units)
        ? [{ ...base, ...named, service, usage: { [part]: units } }]
        : [{ ...base, ...named, service, usage: { requests: 1 }, problems: [`fal did not tell ${UNITS}`] }];
    };
    return { base, silent: isQueue, fromAnswer };
  };
}
