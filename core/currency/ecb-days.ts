/** Units of each currency for 1 EUR on one day, as the European Central Bank writes them. */
export interface EcbDay {
  readonly date: string;
  /** Decimal texts by ISO 4217 code, as they were written. */
  readonly rates: ReadonlyMap<string, string>;
}

const DAY_BEGINS = /<Cube\s+time=/;
const DAY = /^["'](\d{4}-\d\d-\d\d)["']\s*>/;
const DAY_ENDS = '</Cube>';

/**
 * The days of the ECB's eurofxref XML files, in their order: a `Cube` element for a day, in it one for each currency.
 * None for other text; a day that is cut off is none.
 */
export function ecbDays(text: string): EcbDay[] {
  return text
    .split(DAY_BEGINS)
    .slice(1)
    .flatMap((part) => {
      const [head, date = ''] = DAY.exec(part) ?? [];
      const end = part.indexOf(DAY_ENDS);
      return head === undefined || end < 0 ? [] : [{ date, rates: ratesOfDay(part.slice(head.length, end)) }];
    });
}

function ratesOfDay(text: string): Map<string, string> {
  const rates = new Map<string, string>();
  for (const [cube] of text.matchAll(/<Cube\s[^<>]*>/g)) {
    const currency = /\bcurrency=["']([A-Z]{3})["']/.exec(cube)?.[1];
    const rate = /\brate=["']([^"']+)["']/.exec(cube)?.[1];
    if (currency !== undefined && rate !== undefined) rates.set(currency, rate);
  }
  return rates;
}
