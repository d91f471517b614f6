import { ONE, picoUnits, type PicoUsd } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { standInsFor } from './stand-ins.ts';

/** By what models are compared before anybody knows what a call will use: as many tokens out as in. */
const PROBE = { input_tokens: picoUnits(1000n * ONE), output_tokens: picoUnits(1000n * ONE) };

/**
 * The cheapest model that the rule of model-families.ts allows instead of this one, by list price. Undefined
 * where no family knows the model, a change means more than another name, or nothing is cheaper.
 */
export function cheapestStandIn(
  book: PriceBook,
  provider: string,
  model: string,
  at: Instant,
): string | undefined {
  const costOf = (name: string): PicoUsd | undefined => {
    const { status, cost } = book.price({ provider, model: name, attributes: {}, usage: PROBE, at });
    return status === 'priced' ? cost : undefined;
  };
  let least = costOf(model);
  let cheapest: string | undefined;
  for (const { model: name, family } of standInsFor(provider, model)) {
    const cost = family.hardToSwitch ? undefined : costOf(name);
    if (cost === undefined || least === undefined || cost >= least) continue;
    least = cost;
    cheapest = name;
  }
  return cheapest;
}
