import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WithdrawnRow } from '../contracts/price-pack.ts';
import { judgePack } from '../core/price-packs/judge-pack.ts';
import { packedPrices } from '../core/price-packs/merge-additions.ts';
import { publicKeyText, sealPack } from '../core/price-packs/seal-pack.ts';
import { makePack, nextVersion, readJson } from './prices/pack-sources.ts';
import { readDownload } from './prices/compare-sources.ts';
import { downloadedOpinions, opinionsOf } from './prices/second-opinions.ts';
import { readAccepted } from './prices/price-files.ts';
import { readOptions } from './read-options.ts';

const PRICES = fileURLToPath(new URL('../prices/', import.meta.url));
const OWN_KEY = path.join('.local', 'price-key.pem');

const HELP = `npm run prices:pack -- --out FILE [--key PEM] [--version N]

Makes a price pack of prices/catalogue.json and prices/llm.json and signs it. A stage that names its address and public key
in the stage's priceFeed takes it without a deployment.

  --out FILE        where the pack goes; written whole, in the place of an earlier one
  --key PEM         file of the Ed25519 private key (default: .local/price-key.pem, made when it is not there)
  --version N       a whole number above every earlier pack's (default: the time in UTC as digits)
  --catalogue FILE  another file in the place of prices/catalogue.json
  --models FILE     another file in the place of prices/llm.json
  --withdrawn FILE  JSON list of announced rows that were cancelled since
  --source NAME=FILE  what a downloaded list says goes along as a second opinion, as prices:sync reads it
  --public-key      only print the public key, for the stage's priceFeed
  --unchecked       sign it also where a ledger would refuse it
  exit 1 where the schema or a check of a ledger refuses it; the last line is one JSON object`;

const { values } = readOptions({
  options: {
    help: { type: 'boolean', short: 'h' },
    out: { type: 'string' },
    key: { type: 'string' },
    version: { type: 'string' },
    catalogue: { type: 'string', default: path.join(PRICES, 'catalogue.json') },
    models: { type: 'string', default: path.join(PRICES, 'llm.json') },
    withdrawn: { type: 'string' },
    source: { type: 'string', multiple: true, default: [] },
    'public-key': { type: 'boolean', default: false },
    unchecked: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const privateKey = readKey(values.key);
const publicKey = publicKeyText(privateKey);
if (values['public-key']) {
  console.log(JSON.stringify({ publicKey }));
  process.exit(0);
}
if (values.out === undefined) {
  console.error('name the file of the pack: --out FILE');
  process.exit(2);
}
if (values.version !== undefined && !/^[1-9]\d{0,15}$/.test(values.version)) {
  console.error(`--version takes a whole number from 1, not "${values.version}"`);
  process.exit(2);
}

const now = new Date();
const out = path.resolve(values.out);
const version = values.version === undefined ? nextVersion(now, out, publicKey) : Number(values.version);
const pack = makePack({
  version,
  publishedAt: now.toISOString(),
  catalogue: readJson(values.catalogue),
  models: readJson(values.models),
  sources: readJson(path.join(PRICES, 'sources.json')),
  opinions: [
    ...opinionsOf(readAccepted()),
    ...downloadedOpinions(
      values.source.map((option) => readDownload(option, now.toISOString().slice(0, 10))),
    ),
  ],
  withdrawn: values.withdrawn === undefined ? [] : (readJson(values.withdrawn) as WithdrawnRow[]),
});
const judged = judgePack(pack, {
  inForce: packedPrices(pack, 'this pack'),
  highest: 0,
  withdrawn: [],
  now: now.getTime(),
});
const reasons = 'reasons' in judged ? judged.reasons : [];
for (const reason of reasons) console.error(reason);
const isSigned = reasons.length === 0 || values.unchecked;
if (isSigned) {
  mkdirSync(path.dirname(out), { recursive: true });
  // A reader meanwhile gets the earlier one or this one, never a half.
  writeFileSync(`${out}.new`, sealPack(pack, privateKey));
  renameSync(`${out}.new`, out);
}
process.exitCode = reasons.length === 0 ? 0 : 1;
console.log(
  JSON.stringify({ ok: reasons.length === 0, file: isSigned ? out : null, version, publicKey, reasons }),
);

function readKey(file: string | undefined): string {
  const own = file ?? OWN_KEY;
  if (existsSync(own)) return readFileSync(own, 'utf8');
  if (file !== undefined) {
    console.error(`${file} is not there: --key takes the PEM of an Ed25519 private key`);
    process.exit(2);
  }
  const pair = generateKeyPairSync('ed25519');
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  mkdirSync(path.dirname(own), { recursive: true });
  writeFileSync(own, pem, { mode: 0o600 });
  writeFileSync(own.replace(/\.pem$/, '.pub.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
  return pem;
}
