import { PROMPT_UNITS } from '../../contracts/usage-vocabulary.ts';
import { divideHalfEven, plus, type Quantity, ZERO_QUANTITY } from '../money/decimal.ts';

/** A count of calls, of one or more. */
const CALLS = /^[1-9]\d{0,11}$/;

/**
 * The size of the prompt, which decides the step of a price. Usage may be the sum of many calls: `model_calls` says of
 * how many, and the step is that of their mean; `prompt_size` is `short` where every prompt was below all steps.
 */
export function promptSize(
  usage: Readonly<Record<string, Quantity>>,
  attributes: Readonly<Record<string, string>>,
): Quantity {
  if (attributes['prompt_size'] === 'short') return ZERO_QUANTITY;
  const calls = attributes['model_calls'] ?? '';
  const sum = promptTokens(usage);
  return CALLS.test(calls) ? divideHalfEven(sum, BigInt(calls)) : sum;
}

function promptTokens(usage: Readonly<Record<string, Quantity>>): Quantity {
  let sum = ZERO_QUANTITY;
  for (const unit of PROMPT_UNITS) {
    const quantity = usage[unit];
    if (quantity !== undefined) sum = plus(sum, quantity);
  }
  return sum;
}
