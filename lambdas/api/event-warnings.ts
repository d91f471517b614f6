import { createCataloguePriceBook } from '../../core/pricing/catalogue.ts';
import { type KnownNames, nameWarnings } from '../../core/pricing/name-warnings.ts';
import { usageWarnings } from '../../core/pricing/usage-aliases.ts';
import type { ValidEvent } from '../../core/usage/parse-message.ts';
import { sentUsage, usageOf } from '../../core/usage/sent-values.ts';
import type { ApiPorts } from './ports.ts';

/** Warnings of one answer. */
const MOST_WARNINGS = 20;

/** The prices of the deployment. */
const LISTED = createCataloguePriceBook();

/**
 * What senders should know of events that were put on the queue; as many as an answer has room for. The table is asked
 * only where the prices of the deployment leave a doubt: an override or a pack may know the name. Without its answer
 * nothing is said of names, for the events are taken.
 */
export async function eventWarnings(events: readonly ValidEvent[], { prices }: Pick<ApiPorts, 'prices'>) {
  const ofUsage = usageWarningsOf(events);
  if (ofUsage.length >= MOST_WARNINGS || nameWarningsOf(events, LISTED).length === 0) return ofUsage;
  try {
    return warningsByPrices(events, await prices.current());
  } catch {
    return ofUsage;
  }
}

/** The same by the prices of a book. */
export function warningsByPrices(events: readonly ValidEvent[], book: KnownNames) {
  return [...usageWarningsOf(events), ...nameWarningsOf(events, book)].slice(0, MOST_WARNINGS);
}

function usageWarningsOf(events: readonly ValidEvent[]) {
  return events
    .flatMap(({ index, event }) =>
      usageWarnings(sentUsage(event), event.provider).map((warning) => ({ index, ...warning })),
    )
    .slice(0, MOST_WARNINGS);
}

/** What names of events say, once for each name. */
function nameWarningsOf(events: readonly ValidEvent[], book: KnownNames) {
  return [...priceWarningsOf(events, book), ...serviceWarningsOf(events, book)];
}

/** A cost that was reported needs no price, and no later price says of which service it is. */
function serviceWarningsOf(events: readonly ValidEvent[], book: KnownNames) {
  const named = new Map<string, ValidEvent>();
  for (const one of events) {
    const { provider, model, service, reportedCostUsd } = one.event;
    const isOfNone = reportedCostUsd !== undefined && service === undefined;
    const key = JSON.stringify([provider, model]);
    if (isOfNone && !named.has(key) && book.pricedParts(provider, model, undefined).length === 0)
      named.set(key, one);
    if (named.size >= MOST_WARNINGS) break;
  }
  const message =
    'is missing, and nobody knows this model: its reported cost is booked under "other" for good; say "service", such as "llm"';
  return [...named.values()].map(({ index }) => ({ index, field: 'service', message, suggestion: null }));
}

function priceWarningsOf(events: readonly ValidEvent[], book: KnownNames) {
  const named = new Map<string, ValidEvent>();
  for (const one of events) {
    const { provider, model, service, usage, attributes, reportedCostUsd } = one.event;
    const key = JSON.stringify([provider, model, service, Object.keys(usage), attributes]);
    if (reportedCostUsd === undefined && !named.has(key)) named.set(key, one);
    if (named.size >= MOST_WARNINGS) break;
  }
  return [...named.values()].flatMap(({ index, event }) =>
    nameWarnings({ ...event, usage: usageOf(event) }, book).map((warning) => ({ index, ...warning })),
  );
}
