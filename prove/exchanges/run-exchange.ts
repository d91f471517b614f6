import { formatDecimal } from '../../core/money/decimal.ts';
import type { UnmarkedEntry } from '../../core/usage/make-entry.ts';
import { byMethod, byWrapper } from './by-client.ts';
import { byIntake } from './by-intake.ts';
import { byAiSdk, bySpans, isTold } from './by-telemetry.ts';
import { entryOfDraft, entryOfMessage, totalUsd } from './entries.ts';
import type { Exchange } from './exchange.ts';

/** The entries of an exchange by each way that it can come. */
type Ways = readonly (readonly [way: string, entries: readonly UnmarkedEntry[]])[];

async function entriesByWay(exchange: Exchange): Promise<Ways> {
  const { path } = exchange;
  const wanted = (way: string): boolean => exchange.ways?.includes(way) ?? true;
  const ways: [string, UnmarkedEntry[]][] = [];
  const isSeen = path !== 'realtime' && path !== 'converse';
  if (wanted('wrapper')) {
    const drafts = isSeen ? await byWrapper(exchange) : await byMethod(exchange);
    ways.push([isSeen ? 'wrapper' : 'method', drafts.map(entryOfDraft)]);
  }
  const messages = wanted('intake') ? byIntake(exchange) : undefined;
  if (messages) ways.push(['intake', messages.map(entryOfMessage)]);
  if (!isTold(exchange) || exchange.status !== undefined) return ways;
  if (wanted('otel')) {
    for (const [index, spans] of bySpans(exchange).entries()) {
      ways.push([`span ${index + 1}`, spans.map(entryOfDraft)]);
    }
  }
  if (wanted('ai-sdk')) ways.push(['ai-sdk', (await byAiSdk(exchange)).map(entryOfDraft)]);
  return ways;
}

function usageText(usage: Readonly<Record<string, unknown>>): string {
  return Object.keys(usage)
    .sort()
    .map((unit) => `${unit} ${String(usage[unit])}`)
    .join(', ');
}

function partsOf(entry: UnmarkedEntry): string {
  const shown = Object.entries(entry.usage).map(([unit, quantity]) => [unit, formatDecimal(quantity)]);
  return usageText(Object.fromEntries(shown) as Record<string, string>);
}

/** What is wrong with the entries of one way; nothing where they are right to the last digit. */
function faultsOf(exchange: Exchange, way: string, entries: readonly UnmarkedEntry[]): string[] {
  const faults: string[] = [];
  const wanted = exchange.parts.map(({ usage }) => usageText(usage)).join(' | ');
  const got = entries.map(partsOf).join(' | ');
  if (got !== wanted) faults.push(`parts are "${got}", not "${wanted}"`);
  const usd = totalUsd(entries);
  if (usd !== exchange.costUsd) faults.push(`cost is ${usd}, not ${exchange.costUsd} (${exchange.why})`);
  const statuses = new Set(entries.map(({ status }) => status));
  const status = exchange.status ?? 'priced';
  if (statuses.size !== 1 || !statuses.has(status as UnmarkedEntry['status'])) {
    faults.push(`status is ${[...statuses].join(', ')}, not ${status}`);
  }
  return [...faults, ...faultsOfCall(exchange, way, entries[0])];
}

/** Who bills, and what the provider reported: telemetry names the one and does not tell the other. */
function faultsOfCall(exchange: Exchange, way: string, entry: UnmarkedEntry | undefined): string[] {
  if (way !== 'wrapper' && way !== 'intake') return [];
  const faults: string[] = [];
  if (entry?.provider !== exchange.provider)
    faults.push(`provider is ${entry?.provider}, not ${exchange.provider}`);
  const reported = entry?.reportedCost === undefined ? undefined : formatDecimal(entry.reportedCost);
  if (reported !== exchange.reportedCostUsd) {
    faults.push(`reported cost is ${reported}, not ${exchange.reportedCostUsd}`);
  }
  return faults;
}

/** Runs an exchange by every way that it can come: what each makes of it that is not right. */
export async function runExchange(exchange: Exchange): Promise<{ ways: string[]; faults: string[] }> {
  try {
    const byWay = await entriesByWay(exchange);
    return {
      ways: byWay.map(([way]) => way),
      faults: byWay.flatMap(([way, entries]) =>
        faultsOf(exchange, way, entries).map((fault) => `${way}: ${fault}`),
      ),
    };
  } catch (error) {
    return { ways: [], faults: [error instanceof Error ? error.message : String(error)] };
  }
}
