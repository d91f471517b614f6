import { answerBodySchema, answerQuery } from '../../contracts/api/provider-answers.ts';
import { recordAnswerSchema } from '../../contracts/api/record.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { answerEvents, answersOf, isAnswerList } from '../../core/intake/answer-events.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import {
  type CheckedEvents,
  checkIntake,
  MOST_LINES,
  parseExactLines,
  type RejectedIndex,
  sendEvents,
} from '../../core/usage/accept-events.ts';
import type { Intake } from '../../core/intake/intake-event.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import type { ValidEvent } from '../../core/usage/parse-message.ts';
import { hiddenIntake } from '../../core/usage/hide-intake.ts';
import { eventWarnings } from './event-warnings.ts';
import type { ApiPorts } from './ports.ts';
import { dryRun, refuseAll } from './record-routes.ts';
import { type Route, route } from './route.ts';
import { toldRejections } from './told-rejections.ts';
import { batchesOf } from '../../core/in-batches.ts';

/** Usage by the provider's own answer: nothing has to be translated by the sender. */
export function answerRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/record/{provider}',
      summary:
        'Record answers of openai, anthropic, google or bedrock, or logs of litellm, helicone, cloudflare or portkey, as they came: one, a list, one a line, or {"items": […]}',
      access: 'writers',
      limit: 'records',
      needsTable: false,
      query: answerQuery,
      body: answerBodySchema,
      rawBody: true,
      answer: recordAnswerSchema,
      status: 202,
      handle: async ({ text, query, path, now }) => {
        const body = parseExactLines(text);
        const context = { now: isoTime(now), newId: ports.newId, query };
        refuseLongList(answersOf(body).length, 'answers');
        const events = await hiddenIntake(answerEvents(path.provider, body, context), ports.users);
        refuseLongList(events.length, 'events');
        const batches = checkBatches(events, isAnswerList(body), ports);
        const [first] = batches.flatMap(({ rejected }) => rejected);
        if (first && !isAnswerList(body)) {
          throw new InvalidInputError('the answer was not accepted', first.errors);
        }
        refuseAll('items', joined(batches));
        if (query.dryRun === 'true') return { status: 200, body: await dryRun(joined(batches), ports) };
        return { body: await send(batches, ports) };
      },
    }),
  ];
}

/** A list has no more than lines. Throws InvalidInputError before any of it is sent: what is told of it has to fit. */
function refuseLongList(length: number, what: string): void {
  if (length <= MOST_LINES) return;
  const message = `must hold at most ${MOST_LINES} ${what}, not ${length}: send it in parts, nothing of it was recorded`;
  throw new InvalidInputError(`"items" ${message}`, [{ field: 'items', message }]);
}

type Batch = Omit<CheckedEvents, 'single'>;

/** The events, checked in as many lists as a message may hold each; their positions are those in the request. */
function checkBatches(events: readonly Intake[], isList: boolean, ports: ApiPorts): Batch[] {
  const batches: Batch[] = [];
  // A list of nothing is a mistake; a gateway that tries the address sends no event.
  if (events.length === 0 && isList) checkIntake(events, 'items', ports, ports.settings);
  for (const [nth, batch] of batchesOf(events, LIMITS.eventsPerMessage).entries()) {
    const start = nth * LIMITS.eventsPerMessage;
    const { accepted, rejected } = checkIntake(batch, 'items', ports, ports.settings);
    const moved = <T extends { readonly index: number }>(list: readonly T[]): T[] =>
      list.map((one) => ({ ...one, index: one.index + start }));
    batches.push({ accepted: moved(accepted), rejected: moved(rejected) });
  }
  return batches;
}

function joined(batches: readonly Batch[]): Batch {
  return {
    accepted: batches.flatMap(({ accepted }) => accepted),
    rejected: batches.flatMap(({ rejected }) => rejected),
  };
}

/** Puts the events on the queue, list by list. Throws UnavailableError when it takes none of the first list. */
async function send(batches: readonly Batch[], ports: ApiPorts) {
  const sent: ValidEvent[] = [];
  const rejected: RejectedIndex[] = [];
  for (const { accepted, rejected: refused } of batches) {
    const result = await sendEvents(accepted, ports.sender);
    sent.push(...result.sent);
    rejected.push(...refused, ...result.rejected);
  }
  rejected.sort((a, b) => a.index - b.index);
  const taken = { ids: sent.map(({ event }) => event.id), warnings: await eventWarnings(sent, ports) };
  return { ...taken, ...toldRejections(rejected, taken) };
}
