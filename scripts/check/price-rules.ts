import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PriceEntry, PriceFile } from '../../core/pricing/price-file.ts';
import { opinionGaps, readRowOpinions, writtenRows } from '../prices/row-opinions.ts';
import type { Finding } from './finding.ts';

const FOLDER = join(import.meta.dirname, '../../prices');
const DAY = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const PRICE = /^\d+(?:\.\d+)?$/;
/** A source that is named in place, and not by its key in sources.json. */
const ADDRESS = /^(?:https:\/\/|npm:|github:)/;

/** What a price, a factor or a step of an alias says of where it comes from. */
interface Origin {
  readonly source?: string | undefined;
  readonly observedAt?: string | undefined;
}

/** Prices of prices/ that name no source or no day on which it said so, and prices that are no decimal text. */
export function checkPrices(): Finding[] {
  const sources = readJson('sources.json') as Readonly<Record<string, string>>;
  return [
    ...priceFindings('prices/catalogue.json', readJson('catalogue.json') as PriceFile, sources, {}),
    ...generatedFindings(sources),
    ...opinionFindings(sources),
  ];
}

/** Rows without a second opinion and without a recorded reason, and reasons that hold no more. */
function opinionFindings(sources: Readonly<Record<string, string>>): Finding[] {
  const files = [readJson('catalogue.json') as PriceFile, readJson('llm.json') as PriceFile];
  const opinions = readRowOpinions();
  // The day of the lists, not today: no checkout becomes wrong by the date alone.
  const day = files[0]?.observedAt ?? '';
  const { missing, unexplained, stale } = opinionGaps(writtenRows(files, day), opinions, sources);
  return [
    ...missing.map((place) => opinionFinding(`${place} has no second opinion, and no reason why`)),
    ...unexplained.map((key) => opinionFinding(`${key}: every list has another price, without a reason`)),
    ...stale.map((place) => opinionFinding(`the reason of ${place} holds no more`)),
  ];
}

function opinionFinding(what: string): Finding {
  return {
    file: 'prices/opinions.json',
    what,
    why: 'a price that nobody else was asked about is as wrong as its one source',
    mend: 'look it up in another list and record it (prices:sync --record), or say under "alone" or "differs" why there is none',
  };
}

/** The generated file says once for all of it where its prices come from. */
function generatedFindings(sources: Readonly<Record<string, string>>): Finding[] {
  const file = readJson('llm.json') as PriceFile;
  return priceFindings('prices/llm.json', file, sources, file);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

/** Findings of one price file; `whole` is the origin of those that name none themselves. */
export function priceFindings(
  file: string,
  { providers }: Pick<PriceFile, 'providers'>,
  sources: Readonly<Record<string, string>>,
  whole: Origin,
): Finding[] {
  return Object.entries(providers).flatMap(([provider, entries]) =>
    entries.flatMap((entry) =>
      complaintsOf(entry, sources, whole).map((what) => ({
        file,
        what: `${provider} ${entry.id}: ${what}`,
        why: 'a price without its page and its day cannot be checked by anybody',
        mend: 'name the page or package in "source" (a key of prices/sources.json, or its address) and the day in "observedAt", or take the price out',
      })),
    ),
  );
}

function complaintsOf(entry: PriceEntry, sources: Readonly<Record<string, string>>, whole: Origin): string[] {
  const places = [
    ...(entry.prices ?? []).map((set) => ({ name: `price of ${Object.keys(set.usd).join(', ')}`, set })),
    ...(entry.factors ?? []).map((set) => ({ name: `factor ${set.times}`, set })),
    ...(entry.pointsTo ?? []).map((set) => ({ name: `alias of ${set.model}`, set })),
  ];
  const origins = places.flatMap(({ name, set }) => {
    const origin = {
      source: set.source ?? entry.source ?? whole.source,
      observedAt: set.observedAt ?? entry.observedAt ?? whole.observedAt,
    };
    return originComplaints(origin, sources).map((what) => `${name} ${what}`);
  });
  return [...origins, ...(entry.prices ?? []).flatMap(({ usd }) => notDecimal(usd))];
}

function originComplaints(
  { source, observedAt }: Origin,
  sources: Readonly<Record<string, string>>,
): string[] {
  return [
    ...(source === undefined ? ['has no source'] : []),
    ...(source !== undefined && !(source in sources) && !ADDRESS.test(source)
      ? [`has the source "${source}", which prices/sources.json does not have`]
      : []),
    ...(observedAt === undefined || !DAY.test(observedAt) ? ['has no day on which its source said so'] : []),
  ];
}

function notDecimal(usd: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(usd).flatMap(([unit, price]) =>
    [price]
      .flat()
      .flatMap((one) => (PRICE.test(one) ? [] : [`price of ${unit} is "${one}", no decimal text`])),
  );
}
