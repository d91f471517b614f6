import type { GateAction, Held, HeldKey } from '../../core/budgets/budget-ports.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import { smallNumber, textAttribute, usdNumber, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';

/** Before the minute a hold expires at. */
const MINUTE = 'e';

/** The attribute of a minute. */
export function minuteName(minute: number): string {
  return MINUTE + minute;
}

/** Reads held amounts; an absent item holds nothing. */
export function heldOf(key: HeldKey, item: Item | undefined): Held {
  const minutes = new Map<number, PicoUsd>();
  for (const [name, value] of Object.entries(item ?? {})) {
    if (/^e\d+$/.test(name)) minutes.set(Number(name.slice(1)), usdNumber(value));
  }
  return {
    key,
    exists: item !== undefined,
    held: usdNumber(item?.['held']),
    minutes,
    swept: smallNumber(item?.['sw']),
    generation: wholeNumber(item?.['g']),
    ...(item?.['ga'] === undefined ? {} : { action: actionOf(item) }),
  };
}

function actionOf(item: Item): GateAction {
  return {
    gate: textAttribute(item['ga']) as GateAction['gate'],
    at: smallNumber(item['gt']),
    by: textAttribute(item['gb']),
  };
}
