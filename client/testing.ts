import { isDeepStrictEqual } from 'node:util';
import { readDecimal, writeDecimal } from '../contracts/decimal.ts';
import { Costkeeper } from './costkeeper.ts';
import {
  addToTally,
  createTally,
  estimateTally,
  priceLookup,
  type CostEstimate,
  type PriceLookup,
} from './core/tally.ts';
import type { OutgoingEvent } from './core/usage-event.ts';
import { gateInMemory } from './testing/gate-in-memory.ts';
import type { AskedCall, RecordingOptions } from './testing/recording-options.ts';
import { type EventFilter, fitsFilter } from './testing/event-filter.ts';
import { messageProblems } from './testing/message-problems.ts';

export type { EventFilter } from './testing/event-filter.ts';
export type { AskedCall, GateAnswer, RecordingOptions } from './testing/recording-options.ts';
export type { CostEstimate, PriceHint } from './core/tally.ts';
export type { OutgoingEvent } from './core/usage-event.ts';

/** An event that the ledger would not take, and what it would say of each field. */
export interface RejectedEvent {
  readonly event: OutgoingEvent;
  readonly problems: readonly string[];
}

/** What was recorded is not what the test expects, or is nothing that the ledger takes. */
export class ExpectationError extends Error {
  override name = 'ExpectationError';
}

/** The whole client, but that it sends nothing: what is recorded stays in memory, and the gate answers from there. */
export class RecordingCostkeeper extends Costkeeper {
  readonly #taken = new Map<string, OutgoingEvent>();
  #rejected: RejectedEvent[] = [];
  readonly #asked: AskedCall[];
  readonly #priceOf: PriceLookup;

  constructor({ gate = () => 'allow', ...options }: RecordingOptions = {}) {
    const asked: AskedCall[] = [];
    super({
      ...options,
      apiUrl: 'https://costkeeper.invalid/cost-tracking',
      fetch: gateInMemory(gate, asked),
      transport: { send: () => Promise.resolve({}) },
      flushOnExit: false,
    });
    this.#asked = asked;
    this.#priceOf = priceLookup(options.prices ?? []);
  }

  protected override send(json: string): void {
    super.send(json);
    // What the ledger reads: nothing that JSON leaves out.
    const event = JSON.parse(json) as OutgoingEvent;
    const known = this.#taken.get(event.id);
    if (known !== undefined && isRepeated(event, known)) return;
    const problems =
      known === undefined ? messageProblems(event) : [`id: "${event.id}" names another event already`];
    if (problems.length > 0) {
      this.#rejected.push({ event, problems });
      return;
    }
    this.#taken.set(event.id, event);
  }

  /**
   * The events that fit, as the ledger would read them, each id once.
   * @throws ExpectationError where something was recorded that the ledger would reject
   */
  events(filter: EventFilter = {}): OutgoingEvent[] {
    const [first] = this.#rejected;
    if (first) {
      throw new ExpectationError(
        `the ledger would reject ${this.#rejected.length} of what was recorded: ${first.problems.join('; ')}; ` +
          'rejected() has them all',
      );
    }
    return [...this.#taken.values()].filter((event) => fitsFilter(event, filter));
  }

  /** What was recorded and the ledger would reject. */
  rejected(): readonly RejectedEvent[] {
    return [...this.#rejected];
  }

  /**
   * What the events that fit cost: what they report themselves, else by `prices`. USD as decimal text; an event
   * without either is counted in `unpricedEvents`.
   * @throws ExpectationError as events() does
   */
  cost(filter: EventFilter = {}): CostEstimate {
    const tally = createTally();
    for (const event of this.events(filter)) addToTally(tally, event);
    return estimateTally(tally, this.#priceOf);
  }

  /**
   * Holds the cost of what fits against an amount in USD.
   * @throws ExpectationError with the events and their costs where it is another, where nothing fits, or where
   * something of it has no price
   */
  assertCost(filter: EventFilter, usd: string): void {
    const events = this.events(filter);
    const { usd: found, unpricedEvents } = this.cost(filter);
    if (events.length > 0 && unpricedEvents === 0 && found === shortAmount(usd)) return;
    const told = events.map((event) => {
      const { usd: cost, unpricedEvents: without } = this.cost({ id: event.id });
      return `${without > 0 ? 'no price' : `${cost} USD`}: ${JSON.stringify(event)}`;
    });
    throw new ExpectationError(
      [`${JSON.stringify(filter)} was to cost ${usd} USD, and costs ${found}:`, ...told].join('\n  '),
    );
  }

  /**
   * The one event that fits.
   * @throws ExpectationError with what was recorded where none fits, or more than one
   */
  only(filter: EventFilter = {}): OutgoingEvent {
    const [event, ...others] = this.events(filter);
    if (event && others.length === 0) return event;
    const all = this.events().map((one) => JSON.stringify(one));
    const count = event ? others.length + 1 : 0;
    throw new ExpectationError(
      [`${count} events fit ${JSON.stringify(filter)}, and one was to; recorded:`, ...all].join('\n  '),
    );
  }

  /** What the gate was asked, in order. */
  asked(): readonly AskedCall[] {
    return [...this.#asked];
  }

  /** Forgets what was recorded and asked: for a double that several tests share. */
  reset(): void {
    this.#taken.clear();
    this.#rejected = [];
    this.#asked.length = 0;
  }
}

/**
 * Whether the ledger takes an event for the one that has its id: two ways reported one call, or it says the same. A
 * report that comes again says when it was made and what it took anew.
 */
function isRepeated(event: OutgoingEvent, known: OutgoingEvent): boolean {
  return event.via !== known.via || isDeepStrictEqual(identifying(event), identifying(known));
}

function identifying(event: OutgoingEvent): object {
  return event.via === undefined ? event : { ...event, occurredAt: undefined, metadata: undefined };
}

/** An amount in the form of those that are estimated; a text that is none stays, and equals none. */
function shortAmount(text: string): string {
  const amount = readDecimal(text);
  return amount === undefined ? text : writeDecimal(amount);
}

/**
 * Makes the client for an application's own unit tests. It is a client like any other, wrappers and middleware take
 * it too; it opens no connection and starts no process.
 * @example
 * const costs = recordingCostkeeper({ prices: [{ provider: 'p', model: 'm', unit: 'requests', unitPriceUsd: '0.01' }] });
 * await work(costs);
 * costs.assertCost({ userId: 'ada', resource: { type: 'job', id: '7' } }, '0.03');
 */
export function recordingCostkeeper(options: RecordingOptions = {}): RecordingCostkeeper {
  return new RecordingCostkeeper(options);
}
