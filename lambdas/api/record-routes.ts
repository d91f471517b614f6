import { recordAnswerSchema, recordBodySchema, recordQuery } from '../../contracts/api/record.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { checkEvents, type CheckedEvents, sendEvents } from '../../core/usage/accept-events.ts';
import { makeEntry } from '../../core/usage/make-entry.ts';
import type { ValidEvent } from '../../core/usage/parse-message.ts';
import { messageHelp } from '../../core/usage/field-hints.ts';
import { sentUsage } from '../../core/usage/sent-values.ts';
import type { NameKnowledge } from '../../core/spend/read-unpriced.ts';
import { usageWarnings } from '../../core/pricing/usage-aliases.ts';
import type { ApiPorts } from './ports.ts';
import { lineAnswer } from '../../core/pricing/line-answer.ts';
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
        if (query.dryRun === 'true') return { status: 200, body: await dryRun(checked, ports) };
        const { sent, rejected } = await sendEvents(checked.accepted, ports.sender);
        const all = [...checked.rejected, ...rejected].sort((a, b) => a.index - b.index);
        const taken = { ids: sent.map(({ event }) => event.id), warnings: warningsOf(sent) };
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

/** Warnings of one answer. */
const MOST_WARNINGS = 20;

/** What senders should know of events that were taken; as many as an answer has room for. */
function warningsOf(events: readonly ValidEvent[]) {
  return events
    .flatMap(({ index, event }) => usageWarnings(sentUsage(event)).map((warning) => ({ index, ...warning })))
    .slice(0, MOST_WARNINGS);
}

/** Events whose model other providers have, and theirs has not; as many as an answer has room for. */
function providerWarnings(events: readonly ValidEvent[], prices: Pick<NameKnowledge, 'otherProviders'>) {
  return events.slice(0, MOST_WARNINGS).flatMap(({ index, event: { provider, model } }) => {
    const [likeliest, ...others] = prices.otherProviders(provider, model);
    if (likeliest === undefined) return [];
    const message = `has no model of this name that is known: ${[likeliest, ...others].join(', ')} has one`;
    return [{ index, field: 'provider', message, suggestion: likeliest }];
  });
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
    warnings: [...warningsOf(accepted), ...providerWarnings(accepted, prices)].slice(0, MOST_WARNINGS),
    costs: accepted.map(costOf),
  };
  return { ...priced, ...toldRejections(rejected, priced) };
}
