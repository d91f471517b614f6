import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { CostkeeperError } from '../../core/errors.ts';
import { isDeepJson } from '../../core/json-text.ts';
import { checkEvents } from '../../core/usage/accept-events.ts';
import { parseMessage } from '../../core/usage/parse-message.ts';
import { bodyBytes } from '../../lambdas/api/body-bytes.ts';
import { jsonBytes, toldRejections } from '../../lambdas/api/told-rejections.ts';
import { PLAIN_SETTINGS, usageEvent } from '../../testing/factories.ts';
import { Choices } from '../faults/random.ts';
import { caseOf } from './fuzz-messages.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
/** Events of a list, small ones mostly; a message takes a thousand. */
const SIZES = [
  [60, 1],
  [60, 2],
  [60, 3],
  [20, 20],
  [20, 21],
  [2, 200],
  [1, 1000],
  [1, 1001],
] as const;
const MOST_EVENTS = 1000;
const MOST_REFUSAL_BYTES = 64 * 1024;
const PORTS = { clock: { now: () => NOW }, newId: () => 'an-id' };

/** Good events with spoilt ones among them: none, some, or nothing else. CloudEvents are among the spoilt. */
function listOf(number: number, choices: Choices): { readonly events: unknown[]; readonly good: string[] } {
  const bad = choices.pick([0, 0.1, 1]);
  const good: string[] = [];
  const events = Array.from({ length: choices.weighted(SIZES) }, (_, at) => {
    if (choices.chance(bad)) return caseOf(at, choices, { seed: number });
    const id = `good-${number}-${at}`;
    good.push(id);
    return usageEvent({ id });
  });
  return { events, good };
}

/** The body as the function reads it: packed by gzip in half of the cases. */
function receivedText(sent: string, choices: Choices): string {
  const packed = choices.chance(0.5);
  const body = (packed ? gzipSync(sent) : Buffer.from(sent)).toString('base64');
  const headers = packed ? { 'content-encoding': 'gzip' } : {};
  return Buffer.from(bodyBytes({ body, headers, isBase64Encoded: true })).toString();
}

/** What /record says of a list. Faults: a good event that is not taken, an event without an end, a long refusal. */
function faultsOfRecord(text: string, size: number, good: readonly string[]): string[] {
  try {
    const { accepted, rejected } = checkEvents(text, PORTS, PLAIN_SETTINGS);
    const ids = new Set(accepted.map(({ event }) => event.id));
    const { rejected: told } = toldRejections(rejected, { ids: [] });
    return [
      ...good.filter((id) => !ids.has(id)).map((id) => `/record does not take the good event ${id}`),
      ...(accepted.length + rejected.length === size
        ? []
        : [`/record ends ${accepted.length} + ${rejected.length} of ${size}`]),
      ...(jsonBytes({ ids: [], rejected: told }) <= MOST_REFUSAL_BYTES
        ? []
        : ['/record refuses in more than 64 KB']),
      ...(told.every(({ errors }) => errors.length > 0) ? [] : ['/record refuses without a word']),
    ];
  } catch (error) {
    // One body is one document: what is too deep, or too many, is refused whole and can be sent in parts.
    const isWhole = error instanceof CostkeeperError && (size > MOST_EVENTS || isDeepJson(text));
    return isWhole ? [] : [`/record: ${String(error)}`];
  }
}

/** What the recorder makes of the same list as a message. */
function faultsOfMessage(text: string, size: number, good: readonly string[]): string[] {
  const parsed = parseMessage(text);
  if (size > MOST_EVENTS)
    return parsed.length === 1 ? [] : [`the recorder reads ${parsed.length} of ${size}`];
  const ids = new Set(parsed.flatMap((one) => (one.kind === 'accepted' ? [one.event.id] : [])));
  return [
    ...good.filter((id) => !ids.has(id)).map((id) => `the recorder does not take the good event ${id}`),
    ...(parsed.length === size ? [] : [`the recorder ends ${parsed.length} of ${size}`]),
  ];
}

/**
 * Sends `cases` lists of events, of CloudEvents too, packed or plain, as a list or under `events`, to what reads them:
 * /record and the recorder.
 */
export function fuzzLists(cases: number, seed: number): InputsOutcome {
  const choices = new Choices(seed);
  const counts = { events: 0, good: 0 };
  const faults: string[] = [];
  for (let number = 0; number < cases; number++) {
    const { events, good } = listOf(number, choices);
    const text = receivedText(JSON.stringify(choices.chance(0.5) ? events : { events }), choices);
    const kept = events.length > MOST_EVENTS ? [] : good;
    const wrong = [
      ...faultsOfRecord(text, events.length, isDeepJson(text) ? [] : kept),
      ...faultsOfMessage(text, events.length, kept),
    ];
    faults.push(...wrong.map((fault) => faultLine(fault, text)));
    counts.events += events.length;
    counts.good += good.length;
  }
  return { cases, counts, faults };
}
