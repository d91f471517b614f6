import { JsonNumber } from '../../contracts/json-number.ts';
import type { Decimal, PicoUsd } from '../money/decimal.ts';
import { amountOf } from '../usage/sent-values.ts';

/** A percentage or share of a parsed request as a Decimal; JSON numbers by their digits. */
export function decimalOf(value: string | number | JsonNumber): Decimal {
  return usdOf(value);
}

/** An amount of a parsed request; JSON numbers by their digits. */
export function usdOf(value: string | number | JsonNumber): PicoUsd {
  return amountOf(typeof value === 'number' ? new JsonNumber(String(value)) : value);
}
