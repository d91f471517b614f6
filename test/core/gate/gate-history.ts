import { picoUsd, type PicoUsd, plus, ZERO_USD } from '../../../core/money/decimal.ts';
import { seededRandom } from '../../../testing/random.ts';
import { authorizeCall } from '../../../core/gate/authorize-call.ts';
import type { AuthorizePorts } from '../../../core/gate/take-hold.ts';
import type { Hold } from '../../../core/gate/gate-ports.ts';
import { releaseHold, settleHolds } from '../../../core/gate/settle-holds.ts';
import { LeaseBook, type LeaseSettings } from '../../../core/gate/lease-book.ts';
import { usesOf } from '../../../testing/gate.ts';
import { GateModel } from '../../support/gate-model.ts';
import { Interleaver } from '../../support/interleaver.ts';
import { leakOf, modelGate } from '../../support/model-gate.ts';

const LIMITS = { organisation: 100n, user: 60n };
const USERS = ['a', 'b'];
const CALLS = 40;

/** A hold that a caller was given, and what became of it. */
interface Granted {
  readonly hold: Hold;
  readonly user: string;
  /** What it cost, once it is in the totals. */
  cost?: bigint;
  /** In the totals before it expired: what the gate's promise is about. */
  inTime: boolean;
  released: boolean;
}

export interface HistoryResult {
  /** The most that promised spend and open holds were, above a limit; 0 or less is right. */
  readonly overshoot: bigint;
  /** Times that less was held than what callers still may spend. */
  readonly underHeld: number;
  /** What is held after everything has expired. */
  readonly leak: bigint;
  readonly allowed: number;
  readonly denied: number;
  /** Holds that end before the time that their caller asked for. */
  readonly short: number;
  /** Holds that functions had in hand before their calls came. */
  readonly leased: number;
}

/** Functions that answer side by side. */
const FUNCTIONS = 3;
const NO_LEASES: LeaseSettings = {
  busyCalls: Infinity,
  callsAhead: 0n,
  leastCalls: 1n,
  share: 1n,
  minutesAhead: 0,
};

/** One history: callers, settlers, duplicates, late and zero entries, crashes and lost answers, by seed. */
export async function playHistory(
  seed: number,
  { generationCounts = true, lanes = 1, most = 30, calls = CALLS, leases = NO_LEASES, moves = 0.1 } = {},
): Promise<HistoryResult> {
  const seeded = seededRandom(seed);
  const random = () => seeded.uniform();
  const run = new Interleaver(random, { crash: 0.01, lost: 0.01 });
  const model = new GateModel(run, { generationCounts });
  const world = new World(run, model, lanes, leases);
  for (let call = 0; call < calls; call++) {
    world.begin(most);
    const steps = Math.floor(random() * 14);
    for (let i = 0; i < steps; i++) if (!(await world.step())) break;
    if (random() < moves) world.now += Math.floor(random() * 90_000);
    if (leases !== NO_LEASES && random() < 0.05) world.endFunction();
  }
  while (await world.step());
  return world.finish();
}

class World {
  now = Date.parse('2026-11-20T12:00:00Z');
  readonly #run: Interleaver;
  readonly #model: GateModel;
  readonly #ports: AuthorizePorts;
  readonly #granted: Granted[] = [];
  #ids = 0;
  #overshoot = -LIMITS.organisation;
  #underHeld = 0;
  #denied = 0;
  #leased = 0;
  #short = 0;
  readonly #leases: LeaseBook[];
  readonly #leaseSettings: LeaseSettings;

  constructor(run: Interleaver, model: GateModel, organisationLanes: number, leases: LeaseSettings) {
    this.#leaseSettings = leases;
    this.#leases = Array.from({ length: FUNCTIONS }, () => this.#newBook());
    this.#run = run;
    this.#model = model;
    this.#ports = modelGate(run, model, LIMITS, {
      organisationLanes,
      leases: new LeaseBook(NO_LEASES),
      clock: { now: () => this.now },
      newId: () => `hold-${this.#ids++}`,
    });
  }

  /** A caller asks, and when it may, spends, gives back, forgets or crashes. */
  begin(most: number): void {
    const { random } = this.#run;
    const user = USERS[Math.floor(random() * USERS.length)] ?? '';
    const estimate = picoUsd(BigInt(1 + Math.floor(random() * most)));
    const holdSeconds = 30 + Math.floor(random() * 200);
    const asked = this.now;
    this.#run.spawn(async () => {
      const request = { subject: { userId: user }, estimate, holdSeconds };
      const leases = this.#leases[Math.floor(random() * FUNCTIONS)] ?? this.#ports.leases;
      const { decision, hold } = await authorizeCall(request, { ...this.#ports, leases });
      if (decision === 'deny' || !hold) {
        this.#denied++;
        return;
      }
      if (hold.expiresAt < asked + holdSeconds * 1000) this.#short++;
      const granted: Granted = { hold, user, inTime: false, released: false };
      this.#granted.push(granted);
      await this.#use(granted, estimate);
    });
  }

  /** A function ends, and what it had in hand with it. */
  endFunction(): void {
    this.#leases[Math.floor(this.#run.random() * FUNCTIONS)] = this.#newBook();
  }

  #newBook(): LeaseBook {
    const book = new LeaseBook(this.#leaseSettings);
    const take = book.take.bind(book);
    book.take = (...args) => {
      const part = take(...args);
      if (part) this.#leased++;
      return part;
    };
    return book;
  }

  async #use(granted: Granted, estimate: bigint): Promise<void> {
    const { random } = this.#run;
    const fate = random();
    if (fate < 0.1) return;
    if (fate < 0.2) {
      granted.released = true;
      await releaseHold(granted.hold.id, this.#ports);
      return;
    }
    const pause = Math.floor(random() * (fate < 0.3 ? 60 : 6));
    for (let i = 0; i < pause; i++) await this.#run.call(() => undefined);
    const cost = fate < 0.4 ? ZERO_USD : picoUsd(BigInt(Math.floor(random() * Number(estimate + 1n))));
    const deliveries = random() < 0.3 ? 2 : 1;
    for (let i = 0; i < deliveries; i++) {
      this.#run.spawn(async () => {
        await this.#run.call(() => this.#commit(granted, cost));
        await settleHolds(usesOf(granted.hold.id), this.#ports);
      });
    }
  }

  /** The aggregator's transaction: once, whichever delivery it is. */
  #commit(granted: Granted, cost: PicoUsd): void {
    if (granted.cost !== undefined) return;
    granted.cost = cost;
    granted.inTime = granted.hold.expiresAt > this.now;
    for (const id of [granted.user, '-'])
      this.#model.spent.set(id, plus(this.#model.spent.get(id) ?? ZERO_USD, cost));
  }

  async step(): Promise<boolean> {
    const moved = await this.#run.step();
    this.#check();
    return moved;
  }

  #check(): void {
    this.#checkLimit(() => true, 'organisation', '-', LIMITS.organisation);
    for (const user of USERS) this.#checkLimit((granted) => granted.user === user, 'user', user, LIMITS.user);
  }

  #checkLimit(mine: (granted: Granted) => boolean, budgetId: string, id: string, limit: bigint): void {
    let spent = 0n;
    let open = 0n;
    for (const granted of this.#granted) {
      if (!mine(granted)) continue;
      if (granted.cost !== undefined) spent += granted.inTime ? granted.cost : 0n;
      else if (!granted.released && granted.hold.expiresAt > this.now) open += granted.hold.estimate;
    }
    if (spent + open - limit > this.#overshoot) this.#overshoot = spent + open - limit;
    const held = this.#model.items.get(`${budgetId} ${id} 2026-11-20`)?.held ?? 0n;
    if (held < open) this.#underHeld++;
  }

  /** An hour later: what is still held has leaked. */
  async finish(): Promise<HistoryResult> {
    this.now += 3_600_000;
    return {
      overshoot: this.#overshoot,
      underHeld: this.#underHeld,
      leak: await leakOf(this.#run, this.#model, this.#ports, USERS),
      allowed: this.#granted.length,
      denied: this.#denied,
      short: this.#short,
      leased: this.#leased,
    };
  }
}
