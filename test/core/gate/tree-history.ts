import { picoUsd, type PicoUsd, plus, ZERO_USD } from '../../../core/money/decimal.ts';
import { authorizeCall } from '../../../core/gate/authorize-call.ts';
import { LeaseBook } from '../../../core/gate/lease-book.ts';
import { releaseHold, settleHolds, useHolds } from '../../../core/gate/settle-holds.ts';
import type { AuthorizePorts } from '../../../core/gate/take-hold.ts';
import { seededRandom } from '../../../testing/random.ts';
import { GateModel } from '../../support/gate-model.ts';
import { Interleaver } from '../../support/interleaver.ts';
import { leakOf, modelGate } from '../../support/model-gate.ts';
import { type Node, openBelow, spentBelow } from './tree-node.ts';

const LIMITS = { organisation: 200n, user: 130n };
const USERS = ['a', 'b'] as const;
const RUNS = 8;

export interface TreeResult {
  /** The most that promised spend and what may still be spent were, above a limit or above the amount of a parent. */
  readonly overshoot: bigint;
  readonly underHeld: number;
  /** What is held after everything has expired. */
  readonly leak: bigint;
  readonly children: number;
  readonly denied: number;
  /** Spend that came again to a parent after a child had cost something, or had expired. */
  readonly again: number;
}

/**
 * One history of runs, their sub-agents and calls: settled, settled twice, released in any order, forgotten, with
 * crashes and lost answers at every call of the table.
 */
export async function playTrees(
  seed: number,
  options: { readonly usesCount?: boolean } = {},
): Promise<TreeResult> {
  const seeded = seededRandom(seed);
  const run = new Interleaver(() => seeded.uniform(), { crash: 0.01, lost: 0.01 });
  const forest = new Forest(run, new GateModel(run, options));
  for (let runs = 0; runs < RUNS; runs++) {
    forest.plant();
    for (let steps = Math.floor(run.random() * 120); steps > 0 && (await forest.step()); steps--);
  }
  while (await forest.step());
  return forest.finish();
}

class Forest {
  now = Date.parse('2026-11-20T12:00:00Z');
  readonly #run: Interleaver;
  readonly #model: GateModel;
  readonly #ports: AuthorizePorts;
  readonly #nodes: Node[] = [];
  #ids = 0;
  #overshoot = -LIMITS.organisation;
  #underHeld = 0;
  #denied = 0;
  #again = 0;

  constructor(run: Interleaver, model: GateModel) {
    this.#run = run;
    this.#model = model;
    this.#ports = modelGate(run, model, LIMITS, {
      organisationLanes: 1,
      leases: new LeaseBook(),
      clock: { now: () => this.now },
      newId: () => `0000000000${String(this.#ids++).padStart(16, '0')}`,
    });
  }

  /** A run, or a call that belongs to none. */
  plant(): void {
    const { random } = this.#run;
    const user = USERS[Math.floor(random() * 2)] ?? 'a';
    this.#run.spawn(() => this.#ask(undefined, user, 3));
  }

  async #ask(parent: Node | undefined, user: string, levels: number): Promise<void> {
    const { random } = this.#run;
    const isParent = levels > 0 && random() < (parent ? 0.4 : 0.9);
    const most = isParent ? (parent ? 40 : 60) : 25;
    // Now and then a child takes all that is left.
    const estimate = parent && random() < 0.25 ? undefined : picoUsd(BigInt(1 + Math.floor(random() * most)));
    const holdSeconds = 30 + Math.floor(random() * (isParent ? 800 : 100));
    const below = parent ? { parentHoldId: parent.hold.id } : {};
    const { decision, hold } = await authorizeCall(
      { subject: { userId: user }, estimate, holdSeconds, asParent: isParent, ...below },
      this.#ports,
    );
    if (decision === 'deny' || !hold) {
      this.#denied++;
      return;
    }
    if (
      parent &&
      parent.children.some((child) => child.cost !== undefined || child.hold.expiresAt <= this.now)
    )
      this.#again++;
    const node: Node = { hold, user, isParent, parent, children: [], inTime: false, ended: false };
    this.#nodes.push(node);
    parent?.children.push(node);
    await (isParent ? this.#work(node, levels) : this.#use(node));
  }

  /** A run or sub-agent asks for what is below it, then gives the rest back, or forgets to. */
  async #work(node: Node, levels: number): Promise<void> {
    const { random } = this.#run;
    const calls = 1 + Math.floor(random() * 9);
    for (let call = 0; call < calls; call++) {
      const user = random() < 0.15 ? (USERS[Math.floor(random() * 2)] ?? 'a') : node.user;
      const work = this.#ask(node, user, levels - 1);
      if (random() < 0.6) await work;
      else work.catch(() => undefined);
      await this.#wait(4);
    }
    if (random() < 0.3) return;
    node.ended = true;
    await releaseHold(node.hold.id, this.#ports);
  }

  async #wait(most: number): Promise<void> {
    const pause = Math.floor(this.#run.random() * most);
    for (let i = 0; i < pause; i++) await this.#run.call(() => undefined);
  }

  async #use(node: Node): Promise<void> {
    const { random } = this.#run;
    const fate = random();
    if (fate < 0.15) return;
    if (fate < 0.3) {
      node.ended = true;
      await releaseHold(node.hold.id, this.#ports);
      return;
    }
    await this.#wait(fate < 0.4 ? 60 : 6);
    const { estimate, id } = node.hold;
    const cost = fate < 0.5 ? ZERO_USD : picoUsd(BigInt(Math.floor(random() * Number(estimate + 1n))));
    const deliveries = random() < 0.3 ? 2 : 1;
    for (let i = 0; i < deliveries; i++) {
      this.#run.spawn(async () => {
        await useHolds([id], this.#ports);
        await this.#run.call(() => this.#commit(node, cost));
        if (random() < 0.15) return;
        await settleHolds([{ id, cost }], this.#ports);
      });
    }
  }

  /** The aggregator's transaction: once, whichever delivery it is. */
  #commit(node: Node, cost: PicoUsd): void {
    if (node.cost !== undefined) return;
    node.cost = cost;
    node.inTime = node.hold.expiresAt > this.now;
    for (const id of [node.user, '-'])
      this.#model.spent.set(id, plus(this.#model.spent.get(id) ?? ZERO_USD, cost));
  }

  async step(): Promise<boolean> {
    const moved = await this.#run.step();
    if (this.#run.random() < 0.04) this.now += Math.floor(this.#run.random() * 60_000);
    this.#check();
    return moved;
  }

  #check(): void {
    for (const node of this.#nodes.filter(({ isParent }) => isParent)) {
      const open = node.children.reduce((sum, child) => sum + openBelow(child, this.now), 0n);
      this.#over(spentBelow(node) + open - node.hold.estimate);
    }
    this.#checkLimit('organisation', '-', LIMITS.organisation, () => true);
    for (const user of USERS) this.#checkLimit('user', user, LIMITS.user, (node) => node.user === user);
  }

  #checkLimit(budgetId: string, id: string, limit: bigint, mine: (node: Node) => boolean): void {
    const isTop = (node: Node) => {
      for (let above = node.parent; above; above = above.parent) if (mine(above)) return false;
      return mine(node);
    };
    const spent = this.#nodes
      .filter(mine)
      .reduce((sum, node) => sum + (node.inTime ? (node.cost ?? 0n) : 0n), 0n);
    const tops = this.#nodes.filter(isTop);
    this.#over(spent + tops.reduce((sum, node) => sum + openBelow(node, this.now), 0n) - limit);
    const held = this.#model.items.get(`${budgetId} ${id} 2026-11-20`)?.held ?? 0n;
    if (held < tops.reduce((sum, node) => sum + openBelow(node, this.now, 'late too'), 0n)) this.#underHeld++;
  }

  #over(amount: bigint): void {
    if (amount > this.#overshoot) this.#overshoot = amount;
  }

  /** An hour later: what is still held has leaked. */
  async finish(): Promise<TreeResult> {
    this.now += 3_600_000;
    return {
      overshoot: this.#overshoot,
      underHeld: this.#underHeld,
      leak: await leakOf(this.#run, this.#model, this.#ports, USERS),
      children: this.#nodes.filter(({ parent }) => parent).length,
      denied: this.#denied,
      again: this.#again,
    };
  }
}
