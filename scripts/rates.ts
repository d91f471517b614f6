import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './read-options.ts';
import { readEcb } from './rates/read-ecb.ts';
import { usdRates } from './rates/usd-rates.ts';

const TARGET = path.join('config', 'exchange-rates.json');

/** They travel in the functions' environment, which has room for 3 KB of settings. */
const MOST = 10;

const HELP = `npm run rates -- FILE [--currencies EUR,GBP]: takes exchange rates from a file of the European Central Bank.

Download the file yourself, from
https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html:
eurofxref-daily.xml, eurofxref-hist.xml, or the CSV file out of eurofxref.zip or eurofxref-hist.zip. The rates,
their day and source go to ${TARGET}, which every stage reads; they hold from the next deployment on,
locally from the next start on.

  --currencies LIST  ISO 4217 codes, at most ${MOST} (default: EUR)
  --date DAY         a day of the file (default: its newest)
  --dry-run          prints the rates and writes nothing
  --json             one JSON line instead of text`;

const { values, positionals } = readOptions({
  allowPositionals: true,
  options: {
    currencies: { type: 'string', default: 'EUR' },
    date: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readRates(file: string) {
  const days = readEcb(readFileSync(file, 'utf8'));
  const day = days.find(({ date }) => values.date === undefined || date === values.date);
  if (!day) throw new Error(`${file} has no rates of ${values.date}: the ECB has none for days off`);
  const currencies = values.currencies.toUpperCase().split(',');
  if (currencies.length > MOST) throw new Error(`name at most ${MOST} currencies with --currencies`);
  return usdRates(day, currencies);
}

const [file] = positionals;
if (values.help || file === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 1);
}

try {
  const rates = readRates(file);
  if (!values['dry-run']) writeFileSync(TARGET, `${JSON.stringify(rates, null, 2)}\n`);
  if (values.json) console.log(JSON.stringify({ rates, written: values['dry-run'] ? null : TARGET }));
  else {
    for (const { currency, rate, date } of rates) console.log(`1 USD = ${rate} ${currency} (${date})`);
    if (!values['dry-run']) console.log(`Written to ${TARGET}: review, commit and deploy it.`);
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
