import { authorizeCall } from '../../../core/gate/authorize-call.ts';
import { type HoldUse, releaseHold, settleHolds, useHolds } from '../../../core/gate/settle-holds.ts';
import type { AuthorizePorts } from '../../../core/gate/take-hold.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { LeaseSettings } from '../../../core/gate/lease-book.ts';
import type { Invocation, WaitingCall } from '../invocation.ts';
import { wrongHolds } from '../oracle/holds.ts';
import type { Move, HistoryAccess } from './history-access.ts';
import { budgetStores, gateContainer } from './containers.ts';
import {
  CALLERS,
  draftOf,
  type Granted,
  planCalls,
  type PlannedCall,
  subjectOf,
  type WatchedBudget,
} from './plan.ts';

/** Few calls are enough for a function to hold ahead. */
const EAGER: LeaseSettings = {
  busyCalls: 2,
  callsAhead: 5n,
  leastCalls: 2n,
  share: 3n,
  minutesAhead: 2,
};

/**
 * How a function comes on: `slow`: much happens between its calls of the table; `overtaken`: it has read what is spent
 * and held, and takes when everything that was made before is settled.
 */
type Pace = 'quick' | 'slow' | 'overtaken';

interface Container {
  ports: AuthorizePorts;
  isBusy: boolean;
  readonly pace: Pace;
}

/** Callers who ask the gate, call, send what it cost, give back or forget; and the gate's functions. */
export class GatedCalls {
  readonly granted: Granted[] = [];
  /** What was wrong when a call had been allowed. */
  readonly violations: string[] = [];
  readonly #history: HistoryAccess;
  readonly #budgets: readonly WatchedBudget[];
  readonly #calls: PlannedCall[];
  readonly #leases: LeaseSettings | undefined;
  readonly #containers: Container[];
  readonly #paces = new Map<Invocation, Pace>();
  #isToLook = false;

  constructor(history: HistoryAccess, budgets: readonly WatchedBudget[]) {
    this.#history = history;
    this.#budgets = budgets;
    this.#calls = planCalls(history.choices);
    this.#leases = history.choices.chance(0.5) ? EAGER : undefined;
    const paces: readonly Pace[] = [history.choices.chance(0.5) ? 'slow' : 'overtaken', 'quick'];
    this.#containers = paces.map((pace) => ({ ports: this.#newPorts(), isBusy: false, pace }));
  }

  work(): Move[] {
    const free = this.#containers.filter(({ isBusy }) => !isBusy);
    const waiting = this.granted.filter(({ fate }) => fate === 'waits');
    const moves: Move[] = waiting.map((granted) => [1, () => this.#use(granted, free)]);
    if (this.#calls.length > 0 && free.length > 0) moves.push([1, () => this.#ask(free)]);
    return moves;
  }

  /** How likely a waiting call is served next. */
  weightOf({ invocation, operation, body }: WaitingCall): number {
    const pace = this.#paces.get(invocation) ?? 'quick';
    if (pace === 'quick') return 3;
    if (pace === 'slow') return 0.05;
    const isTake = operation === 'UpdateItem' && body.Key?.['pk']?.S?.startsWith('K#') === true;
    const isOpen = this.granted.some(({ fate, inTime }) => fate === 'made' && inTime === undefined);
    return isTake && isOpen ? 0.002 : 3;
  }

  /** Closes the holds of entries that are in the totals, as the aggregator does. */
  async use(holdIds: readonly string[]): Promise<void> {
    await useHolds(holdIds, budgetStores(this.#history.options));
  }

  async settle(uses: readonly HoldUse[]): Promise<void> {
    const { held, holds } = budgetStores(this.#history.options);
    // They were added to the totals a moment ago.
    const now = this.#history.options.now();
    const ids = new Set(uses.map(({ id }) => id));
    for (const call of this.granted) if (ids.has(call.holdId)) call.inTime ??= call.expiresAt > now;
    await settleHolds(uses, { held, holds, log: { leftToExpiry: () => undefined } });
  }

  /** Compares the table with what was promised, when a call was allowed since the last look. */
  async look(): Promise<void> {
    if (!this.#isToLook) return;
    this.#isToLook = false;
    const now = this.#history.options.now();
    this.violations.push(...wrongHolds(await this.#history.scan(), this.granted, this.#budgets, now));
  }

  /** An hour later nothing may be held: the next call of each user sweeps what has expired. */
  async end(): Promise<void> {
    this.#history.pass(3_600_000);
    const ports = gateContainer(this.#history.options);
    for (const user of CALLERS) {
      const { hold } = await authorizeCall({ subject: subjectOf(user), estimate: picoUsd(1n) }, ports);
      if (hold) await releaseHold(hold.id, ports);
    }
    for (const { pk, held } of await this.#history.scan()) {
      if (held?.N !== undefined && held.N !== '0')
        this.violations.push(`${pk?.S} holds ${held.N} when everything has expired`);
    }
  }

  #newPorts(): AuthorizePorts {
    return gateContainer(this.#history.options, this.#leases);
  }

  /** A function of the gate; one that fails, crashes or is given up does not come back with what it knew. */
  #start<T>(
    what: string,
    free: readonly Container[],
    run: (ports: AuthorizePorts) => Promise<T>,
    ended: (answer: T) => void,
  ) {
    const container = this.#history.choices.pick(free);
    container.isBusy = true;
    const invocation = this.#history.functions.start('gate', what, {
      run: async () => ({ answer: await run(container.ports) }),
      ended: (response) => {
        container.isBusy = false;
        if (response) ended(response.answer);
        else container.ports = this.#newPorts();
      },
      tell: () => '',
    });
    this.#paces.set(invocation, container.pace);
  }

  #ask(free: readonly Container[]): void {
    const call = this.#calls.pop() as PlannedCall;
    const { id, user, estimate, holdSeconds } = call;
    const request = { subject: subjectOf(user), estimate, holdSeconds };
    this.#start(
      `asks for ${id} of ${user}, ${estimate}`,
      free,
      (ports) => authorizeCall(request, ports),
      ({ decision, hold }) => {
        this.#history.note(`${id}: ${decision}`);
        if (decision === 'deny' || !hold) return;
        const { id: holdId, expiresAt } = hold;
        this.granted.push({ ...call, holdId, expiresAt, fate: 'waits', inTime: undefined });
        this.#isToLook = true;
      },
    );
  }

  #use(granted: Granted, free: readonly Container[]): void {
    const { id, holdId } = granted;
    const fate = this.#history.choices.weighted<Granted['fate']>([
      [6, 'made'],
      [free.length > 0 ? 1 : 0, 'released'],
      [1, 'forgotten'],
    ]);
    granted.fate = fate;
    if (fate === 'forgotten') return this.#history.note(`${id} is never made`);
    if (fate === 'released')
      return this.#start(
        `gives ${id} back`,
        free,
        (ports) => releaseHold(holdId, ports),
        () => undefined,
      );
    const draft = draftOf(granted, holdId, this.#history.options.now());
    this.#history.send({ body: JSON.stringify(draft), events: [{ index: 0, draft }] });
  }
}
