import {
  type ExportedField,
  EXPORTED_FIELDS,
  type KindOf,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { type CurrencyRate, fromUsd, isForeign } from '../currency/currency.ts';
import { formatDecimal } from '../money/decimal.ts';
import { lineAnswer } from '../pricing/line-answer.ts';
import type { FieldValues } from '../usage/entry.ts';
import type { ExportEntry } from './export-entry.ts';
import { decimals } from './field-columns.ts';

/** A value in JSON, where it is not itself. */
const JSON_VALUES: {
  readonly [Kind in KindOf<ExportedField>]?: (value: FieldValues[Kind]) => unknown;
} = {
  quantities: decimals,
  lines: (lines) => lines.map(lineAnswer),
  amount: formatDecimal,
};

function isConverted(name: ExportedField): boolean {
  return JSON_VALUES[ENTRY_FIELDS[name].kind] !== undefined;
}

/** What is written as it is, then what is not. */
const JSON_FIELDS = [
  ...EXPORTED_FIELDS.filter((name) => !isConverted(name)),
  ...EXPORTED_FIELDS.filter(isConverted),
];

/** One entry as `GET /entries` shows it; amounts and quantities are decimal strings. */
export function jsonEntry(entry: ExportEntry, rate?: CurrencyRate): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of JSON_FIELDS) {
    const value = entry[name];
    const convert = JSON_VALUES[ENTRY_FIELDS[name].kind];
    if (value !== undefined) shown[shownName(name)] = convert ? convert(value as never) : value;
  }
  if (isForeign(rate)) {
    shown['cost'] = formatDecimal(fromUsd(entry.cost, rate));
    shown['currency'] = rate.currency;
  }
  return shown;
}
