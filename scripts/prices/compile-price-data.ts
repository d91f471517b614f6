import type { PriceFile } from '../../core/pricing/price-file.ts';
import { packEntries } from '../../core/pricing/provider-entries.ts';
import { shortHash } from '../../core/pricing/short-hash.ts';
import { packText } from './pack-text.ts';

/** A text as a literal in single quotes, which JSON hardly uses: short, and fast to read. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function fileLiteral(name: string, file: PriceFile): string {
  const providers = Object.entries(file.providers).map(
    ([provider, entries]) => `    ${literal(provider)}: ${literal(packText(packEntries(entries)))},`,
  );
  return [
    `export const ${name}: PackedPriceFile = {`,
    `  source: ${literal(file.source)},`,
    `  observedAt: ${literal(file.observedAt)},`,
    ...(file.calendars ? [`  calendars: ${JSON.stringify(file.calendars)},`] : []),
    '  providers: unpackProviders(() => ({',
    ...providers,
    '  })),',
    '};',
  ].join('\n');
}

/**
 * The module that functions bundle: each provider's entries as one packed JSON text, read when a model of that
 * provider is first asked for, so that starting costs next to nothing. Packed it is less than a fifth as large.
 */
export function compilePriceData(catalogue: PriceFile, llm: PriceFile): string {
  const hash = shortHash(JSON.stringify([catalogue, llm])).slice(0, 6);
  const day = [catalogue.observedAt, llm.observedAt].toSorted().at(-1) ?? '';
  return `${[
    '// Written by `npm run prices:sync` from catalogue.json and llm.json: change those.',
    "import type { PackedPriceFile } from '../core/pricing/price-file.ts';",
    "import { unpackProviders } from '../core/pricing/unpack-providers.ts';",
    '',
    `export const CATALOGUE_VERSION = ${literal(`${day}-${hash}`)};`,
    '',
    fileLiteral('CATALOGUE', catalogue),
    '',
    fileLiteral('GENERATED', llm),
  ].join('\n')}\n`;
}
