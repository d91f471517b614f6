import { completeEvent, eventJson, type UsageDraft } from '../../client/core/usage-event.ts';
import { formatDecimal, parseQuantity, plus, ZERO_USD } from '../../core/money/decimal.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { makeEntry, type UnmarkedEntry } from '../../core/usage/make-entry.ts';
import { parseMessage } from '../../core/usage/parse-message.ts';

const book = createPriceBook();
const SETTINGS = { timeZone: 'UTC', lanes: [], trackedTags: [] };
const NOTHING = new Uint8Array(16);

/** When events without a time of their own happen. */
const NOW = '2026-11-21T10:00:00.000Z';

/**
 * The entry that the ledger makes of a draft: through the client's event, the message as it is sent, the parser and
 * the price book.
 * @throws Error when the ledger would refuse the event
 */
function entryOfDraft(draft: UsageDraft, at = NOW): UnmarkedEntry {
  const [parsed] = parseMessage(eventJson(completeEvent(draft, {}, 'event-1', at)));
  if (parsed?.kind !== 'accepted') throw new Error(`refused: ${JSON.stringify(parsed)}`);
  const source = {
    event: parsed.event,
    contentHash: parsed.contentHash,
    sourceHash: NOTHING,
    recordedAt: Date.parse(at),
  };
  return makeEntry(source, SETTINGS, book);
}

/** What drafts cost together, and how certain that is. */
export function costOf(drafts: readonly UsageDraft[], at = NOW) {
  const entries = drafts.map((draft) => entryOfDraft(draft, at));
  return {
    usd: formatDecimal(entries.reduce((sum, { cost }) => plus(sum, cost), ZERO_USD)),
    statuses: [...new Set(entries.map(({ status }) => status))],
    entries,
  };
}

/** What the price book says of a request, as `POST /prices/quote` answers it. */
export function quoteOf(request: {
  provider: string;
  model: string;
  usage: Record<string, number>;
  attributes?: Record<string, string>;
  region?: string;
  at?: string;
}) {
  const usage = Object.entries(request.usage).map(
    ([unit, count]) => [unit, parseQuantity(String(count))] as const,
  );
  const { status, cost, unpriced } = book.price({
    provider: request.provider,
    service: undefined,
    model: request.model,
    region: request.region,
    attributes: request.attributes ?? {},
    usage: Object.fromEntries(usage),
    at: Date.parse(request.at ?? NOW),
  });
  return { usd: formatDecimal(cost), statuses: [status], unpriced };
}
