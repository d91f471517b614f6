import { JsonNumber } from '../../contracts/usage-message.ts';
import type { Decimal } from '../money/decimal.ts';
import { amountOf } from '../usage/sent-values.ts';

/** An amount or percentage of a parsed request as a Decimal; JSON numbers by their digits. */
export function decimalOf(value: string | number | JsonNumber): Decimal {
  return amountOf(typeof value === 'number' ? new JsonNumber(String(value)) : value);
}
