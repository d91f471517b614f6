import { readFileSync } from 'node:fs';
import { readOptions } from './read-options.ts';
import { addRegion } from './prices/add-region.ts';
import { readOffer, type OfferFile } from './prices/aws-price-list.ts';
import { formatPriceFile, readPriceFile, writeIfChanged } from './prices/price-files.ts';

const HELP = `node scripts/prices-import-aws.ts FILE… --region REGION [--check] [--json] [--date YYYY-MM-DD]

Adds the prices of a region to prices/catalogue.json from downloaded AWS Price List offer files, such as
https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/current/eu-west-1/index.json
Reads AWSLambda, AWSQueueService, AmazonSES, AmazonS3 and AmazonDynamoDB. A changed price closes the old
one on --date (default: today). Run npm run prices:sync afterwards: it compiles what functions bundle.

  --check   write nothing
  --json    what was done as one JSON object`;

const { values, positionals } = readOptions({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    region: { type: 'string' },
    check: { type: 'boolean' },
    json: { type: 'boolean' },
    date: { type: 'string' },
  },
});
const { region } = values;
if (values.help || region === undefined || positionals.length === 0) {
  console.log(HELP);
  process.exit(values.help ? 0 : 1);
}

const imported = positionals.flatMap((file) =>
  readOffer(JSON.parse(readFileSync(file, 'utf8')) as OfferFile, region),
);
const catalogue = readPriceFile('catalogue.json');
const today = values.date ?? new Date().toISOString().slice(0, 10);
const { entries, done } = addRegion(catalogue.providers['aws'] ?? [], imported, today);
const text = formatPriceFile({ ...catalogue, providers: { ...catalogue.providers, aws: entries } });
const written = done.length > 0 && writeIfChanged('catalogue.json', text, values.check === true);

if (values.json)
  console.log(JSON.stringify({ region, found: imported.length, done, written: written && !values.check }));
else {
  for (const line of done) console.log(line);
  console.log(`${imported.length} prices found for ${region}, ${done.length} added or changed`);
}
if (imported.length === 0) process.exitCode = 1;
