import { fieldOf, listOf, textField, VIA } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { uniqueId } from './answer-id.ts';
import { FREE, type BillableCall, type Endpoint } from './billable-call.ts';
import { seenOnce } from './seen-once.ts';

/** How many of its units a call billed, whatever the model's unit is: images, megapixels, seconds. */
const UNITS = 'x-fal-billable-units';
const REQUEST_ID = 'x-fal-request-id';

/** A result of the queue; status and cancellation are below it. */
const RESULT = /^\/(.+)\/requests\/([^/]+)(?:\/response)?\/?$/;
/** More orders under way than this are forgotten: a result fetched later has the name of the application alone. */
const MOST_ORDERS = 10_000;
/** Models with a video as their answer that are billed by the video, and not by its seconds. */
const BY_VIDEO = /^fal-ai\/ovi(?:\/|$)/;
/** Units as text, in the digits that a message takes. */
const DECIMAL = /^\d{1,12}(?:\.\d{1,12})?$/;

interface Billed {
  readonly part: string;
  readonly service: NonNullable<UsageDraft['service']>;
}

/** What the answer holds names the part that the model's unit is counted in. */
function billedBy(model: string, answer: unknown): Billed {
  const has = (...names: string[]) => names.some((name) => (fieldOf(answer, name) ?? null) !== null);
  if (listOf(answer, 'images').length > 0 || has('image')) return { part: 'images', service: 'image' };
  if (has('video', 'videos')) {
    return { part: BY_VIDEO.test(model) ? 'requests' : 'video_seconds', service: 'video' };
  }
  if (has('audio', 'audio_file')) return { part: 'audio_seconds', service: 'tts' };
  return { part: 'requests', service: 'other' };
}

/**
 * Models of fal, called directly (`fal.run`) or by its queue, whose orders are billed when their result is fetched: by
 * the units that the answer's header says. Without it the call is `unpriced`. A result's address is that of the
 * application alone (`fal-ai/flux`), so which of its models (`fal-ai/flux/dev`) was ordered is remembered.
 */
export function falEndpoint(): Endpoint {
  const isNew = seenOnce();
  const ordered = new Map<string, string>();

  function order(model: string): BillableCall {
    const fromAnswer: BillableCall['fromAnswer'] = (answer) => {
      const id = textField(answer, 'request_id');
      if (ordered.size >= MOST_ORDERS) ordered.clear();
      if (id !== undefined) ordered.set(id, model);
      return [];
    };
    return { base: { provider: 'fal', model }, silent: true, fromAnswer };
  }

  return ({ method, url }) => {
    const [, application, orderId = ''] = RESULT.exec(url.pathname) ?? [];
    const path = url.pathname.replace(/^\/|\/$/g, '');
    const isQueue = url.host.startsWith('queue.');
    if (isQueue && method === 'POST') return order(path);
    if (isQueue ? method !== 'GET' || application === undefined : method !== 'POST') return FREE;
    const base = { provider: 'fal', model: ordered.get(orderId) ?? application ?? path };
    const fromAnswer: BillableCall['fromAnswer'] = (answer, { headers, status }) => {
      // An order that is still worked on has no result.
      if (isQueue && status !== 200) return [];
      const { part, service } = billedBy(base.model, answer);
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
