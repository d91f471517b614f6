import { parse } from 'csv-parse/sync';
import { type EcbDay, ecbDays } from '../../core/currency/ecb-days.ts';

const RATE = /^\d{1,9}(\.\d{1,12})?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Reads a file of the ECB's euro foreign exchange reference rates: eurofxref-daily.xml, eurofxref-hist.xml,
 * eurofxref-hist-90d.xml, eurofxref.csv or eurofxref-hist.csv. Newest day first. Throws an Error that says what
 * to download where it is none of them.
 */
export function readEcb(text: string): EcbDay[] {
  if (text.startsWith('PK')) throw new Error('this is a ZIP file: unpack it and name the CSV file inside');
  const days = text.trimStart().startsWith('<') ? xmlDays(text) : csvDays(text);
  if (days.length === 0) {
    throw new Error(
      'no day of rates is in this file: download eurofxref-daily.xml or eurofxref.zip from https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html',
    );
  }
  return days.toSorted((a, b) => (a.date < b.date ? 1 : -1));
}

function xmlDays(text: string): EcbDay[] {
  return ecbDays(text).map(({ date, rates }) => ({
    date,
    rates: new Map([...rates].map(([currency, rate]) => [currency, checked(rate, currency, date)])),
  }));
}

function csvDays(text: string): EcbDay[] {
  const [head = [], ...rows] = parse(text, {
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  if (head[0] !== 'Date') return [];
  return rows.map(([first = '', ...cells]) => {
    const date = dayOf(first);
    const named = head.slice(1).flatMap((currency, index): [string, string][] => {
      const rate = cells[index] ?? '';
      return rate === '' || rate === 'N/A' || currency === ''
        ? []
        : [[currency, checked(rate, currency, date)]];
    });
    return { date, rates: new Map(named) };
  });
}

/** `2026-06-03` of the history, `03 June 2026` of the daily file. */
function dayOf(text: string): string {
  if (DAY.test(text)) return text;
  const time = Date.parse(`${text} UTC`);
  if (Number.isNaN(time)) throw new Error(`"${text}" is no day of the ECB's files such as 03 June 2026`);
  return new Date(time).toISOString().slice(0, 10);
}

function checked(rate: string, currency: string, date: string): string {
  if (RATE.test(rate) && Number(rate) > 0) return rate;
  throw new Error(`the rate of ${currency} on ${date} is "${rate}", not a decimal above zero`);
}
