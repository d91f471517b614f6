import { decimalToPico, picoToDecimal } from './decimal-text.ts';

/** One unit price for the local estimate: what `per` units of a part cost. */
export interface PriceHint {
  provider: string;
  model: string;
  /** A usage part, such as `input_tokens`. */
  unit: string;
  unitPriceUsd: string;
  /** Units the price is for, 1 if absent. */
  per?: number | undefined;
}

/** What this process has recorded in a context, priced by the hints it was given. An estimate, not the ledger. */
export interface CostEstimate {
  /** Always true: the ledger's own figure comes from its price book, and may differ. */
  estimated: true;
  usd: string;
  events: number;
  /** Events of which some or all usage has no price hint: their cost is missing in `usd`. */
  unpricedEvents: number;
}

interface Slot {
  provider: string;
  model: string;
  events: number;
  reportedEvents: number;
  reportedPico: bigint;
  usage: Record<string, number>;
}

/** Quantities by provider and model; small, however many events there were. */
export type Tally = Map<string, Slot>;

export function createTally(): Tally {
  return new Map();
}

export interface TalliedEvent {
  provider: string;
  model: string;
  usage: Record<string, number | string>;
  reportedCostUsd?: string | undefined;
}

/** Adds an event's quantities, or its reported cost if it names one. */
export function addToTally(tally: Tally, event: TalliedEvent): void {
  const key = `${event.provider}\n${event.model}`;
  let slot = tally.get(key);
  if (slot === undefined) {
    slot = {
      provider: event.provider,
      model: event.model,
      events: 0,
      reportedEvents: 0,
      reportedPico: 0n,
      // Without a prototype: a part may have any name, `constructor` as well.
      usage: Object.create(null) as Record<string, number>,
    };
    tally.set(key, slot);
  }
  slot.events += 1;
  if (event.reportedCostUsd !== undefined) {
    slot.reportedEvents += 1;
    slot.reportedPico += decimalToPico(event.reportedCostUsd);
    return;
  }
  const usage = slot.usage;
  for (const unit in event.usage) {
    usage[unit] = (usage[unit] ?? 0) + Number(event.usage[unit]);
  }
}

/** Looks up prices by provider, model and unit. */
export type PriceLookup = (provider: string, model: string, unit: string) => number | undefined;

/** Indexes the hints; the value is pico-dollars for one unit. */
export function priceLookup(hints: readonly PriceHint[]): PriceLookup {
  const prices = new Map<string, number>();
  for (const hint of hints) {
    const pico = Number(decimalToPico(hint.unitPriceUsd)) / (hint.per ?? 1);
    prices.set(`${hint.provider}\n${hint.model}\n${hint.unit}`, pico);
  }
  return (provider, model, unit) => prices.get(`${provider}\n${model}\n${unit}`);
}

/** Prices a tally. Events of a model without a single hint count as unpriced, none is left out silently. */
export function estimateTally(tally: Tally, priceOf: PriceLookup): CostEstimate {
  let pico = 0n;
  let events = 0;
  let unpricedEvents = 0;
  for (const slot of tally.values()) {
    events += slot.events;
    pico += slot.reportedPico;
    let missing = false;
    for (const unit in slot.usage) {
      const quantity = slot.usage[unit] ?? 0;
      const price = priceOf(slot.provider, slot.model, unit);
      if (price !== undefined) pico += BigInt(Math.round(price * quantity));
      else if (quantity > 0) missing = true;
    }
    if (missing) unpricedEvents += slot.events - slot.reportedEvents;
  }
  return { estimated: true, usd: picoToDecimal(pico), events, unpricedEvents };
}
