import { recordAnswerSchema, recordBodySchema, recordQuery } from '../../contracts/api/record.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { checkEvents, type CheckedEvents, sendEvents } from '../../core/usage/accept-events.ts';
import { makeEntry } from '../../core/usage/make-entry.ts';
import type { ValidEvent } from '../../core/usage/parse-message.ts';
import { messageHelp } from '../../core/usage/field-hints.ts';
import { eventWarnings, warningsByPrices } from './event-warnings.ts';
import type { ApiPorts } from './ports.ts';
import { lineAnswer } from '../../core/pricing/line-answer.ts';
import { NothingAcceptedError } from './problem.ts';
import { type Route, route } from './route.ts';
import { toldRejections } from './told-rejections.ts';

/** Usage by HTTP: the same messages as on the queue. */
export function recordRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/record',
      summary: 'Record one event or {"events": […]}; dryRun=true prices them and writes nothing',
      access: 'writers',
      limit: 'records',
      needsTable: false,
      query: recordQuery,
      body: recordBodySchema,
      rawBody: true,
      answer: recordAnswerSchema,
      status: 202,
      handle: async ({ text, query, headers }) => {
        const checked = checkEvents(text, ports, ports.settings, headers);
        refuseSingle(checked);
        refuseAll('events', checked);
        if (query.dryRun === 'true') return { status: 200, body: await dryRun(checked, ports) };
        const { sent, rejected } = await sendEvents(checked.accepted, ports.sender);
        const all = [...checked.rejected, ...rejected].sort((a, b) => a.index - b.index);
        const taken = { ids: sent.map(({ event }) => event.id), warnings: await eventWarnings(sent, ports) };
        return { body: { ...taken, ...toldRejections(all, taken) } };
      },
    }),
  ];
}

/** One event that cannot be accepted is an error; in a list it is named, and its good neighbours are recorded. */
function refuseSingle({ single, rejected: [first] }: CheckedEvents): void {
  if (!single || !first) return;
  const help = messageHelp(first.errors.map(({ field }) => field));
  throw new InvalidInputError('the event was not accepted', first.errors, {
    help,
    rewritten: first.rewritten,
    incomplete: first.incomplete,
  });
}

/** A list of which nothing is accepted is an error of its sender, that no success may hide. */
export function refuseAll(list: string, { accepted, rejected }: Omit<CheckedEvents, 'single'>): void {
  if (accepted.length > 0 || rejected.length === 0) return;
  const help = messageHelp(rejected.flatMap(({ errors }) => errors.map(({ field }) => field)));
  throw new NothingAcceptedError(list, rejected, help);
}

/** Nothing is stored of a dry run that a hash could be compared with. */
const NO_HASH = new Uint8Array(16);

/** What accepted events cost, without recording them. */
export async function dryRun({ accepted, rejected }: Omit<CheckedEvents, 'single'>, ports: ApiPorts) {
  const prices = await ports.prices.current();
  const recordedAt = ports.clock.now();
  const costOf = ({ index, event }: ValidEvent) => {
    const source = { event, contentHash: NO_HASH, sourceHash: NO_HASH, recordedAt };
    const entry = makeEntry(source, ports.settings, prices);
    const priced = new Set(entry.lines.map(({ unit }) => unit));
    return {
      index,
      id: event.id,
      costUsd: formatDecimal(entry.cost),
      status: entry.status,
      lines: entry.lines.map(lineAnswer),
      unpriced: entry.status === 'priced' ? [] : Object.keys(entry.usage).filter((unit) => !priced.has(unit)),
    };
  };
  const priced = {
    ids: accepted.map(({ event }) => event.id),
    warnings: warningsByPrices(accepted, prices),
    costs: accepted.map(costOf),
  };
  return { ...priced, ...toldRejections(rejected, priced) };
}
