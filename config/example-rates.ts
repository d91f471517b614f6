/**
 * Rates to try `?currency=` with on the dev stage, which the local system runs: the ECB's euro foreign exchange
 * reference rates of one past day (eurofxref-daily.xml of 2026-06-03: 1 EUR = 1.1614 USD, 0.86370 GBP,
 * 0.9167 CHF, 185.66 JPY) as units for 1 USD. They are an example and not kept up: `npm run rates` takes real ones.
 */
const EXAMPLE = { date: '2026-06-03', source: 'EXAMPLE, not current: ECB reference rates' } as const;

export const exampleRates = [
  { currency: 'EUR', rate: '0.861029791631', ...EXAMPLE },
  { currency: 'GBP', rate: '0.743671431032', ...EXAMPLE },
  { currency: 'CHF', rate: '0.789306009988', ...EXAMPLE },
  { currency: 'JPY', rate: '159.858791114173', ...EXAMPLE },
] as const;
