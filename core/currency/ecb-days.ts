/** Units of each currency for 1 EUR on one day, as the European Central Bank writes them. */
export interface EcbDay {
  readonly date: string;
  /** Decimal texts by ISO 4217 code, as they were written. */
  readonly rates: ReadonlyMap<string, string>;
}

/**
 * The days of the ECB's eurofxref XML files, in their order: a `Cube` element for a day, in it one for each currency.
 * None for other text.
 */
export function ecbDays(text: string): EcbDay[] {
  return [...text.matchAll(/<Cube\s+time=["'](\d{4}-\d\d-\d\d)["']\s*>(.*?)<\/Cube>/gs)].map(
    ([, date = '', cubes = '']) => {
      const rates = new Map<string, string>();
      for (const [cube] of cubes.matchAll(/<Cube\s[^>]*>/g)) {
        const currency = /\bcurrency=["']([A-Z]{3})["']/.exec(cube)?.[1];
        const rate = /\brate=["']([^"']+)["']/.exec(cube)?.[1];
        if (currency !== undefined && rate !== undefined) rates.set(currency, rate);
      }
      return { date, rates };
    },
  );
}
