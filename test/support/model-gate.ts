// What the gate loads when it first needs it is here before: an interleaver does not wait while a module is loaded, and
// the first history of a process was not that of its seed.
import '../../core/gate/hold-below.ts';
import '../../core/gate/hold-tree.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import { authorizeCall } from '../../core/gate/authorize-call.ts';
import { LeaseBook } from '../../core/gate/lease-book.ts';
import { releaseHold } from '../../core/gate/settle-holds.ts';
import type { AuthorizePorts } from '../../core/gate/take-hold.ts';
import { formatDecimal, negate, picoUsd } from '../../core/money/decimal.ts';
import { budgetOf, NO_STAGE_BUDGETS } from '../../testing/gate.ts';
import { GateModel } from './gate-model.ts';
import { Interleaver } from './interleaver.ts';

const NO_PRICES = { version: '', price: () => Promise.reject(new Error('no prices')) as never };

/** Daily limits in millionths of a millionth of a dollar: of the organisation, and of each user. */
export interface Limits {
  readonly organisation: bigint;
  readonly user: bigint;
}

/** The gate on a model, with what a history gives it. */
export function modelGate(
  run: Interleaver,
  model: GateModel,
  limits: Limits,
  own: Pick<AuthorizePorts, 'clock' | 'leases' | 'newId' | 'organisationLanes'>,
): AuthorizePorts {
  const [organisation, user] = [limits.organisation, limits.user].map((limit) =>
    formatDecimal(picoUsd(limit)),
  );
  const budgets = [
    budgetOf('organisation', { limitUsd: organisation }),
    budgetOf('user', { limitUsd: user, scope: { kind: 'user', id: '*' } }),
  ];
  return {
    books: new BudgetBookCache(GateModel.budgets(budgets), NO_STAGE_BUDGETS),
    held: model.held,
    holds: model.holds,
    ahead: model.ahead,
    random: () => run.random(),
    standIn: () => undefined,
    spend: model.spend,
    prices: { current: () => Promise.resolve(NO_PRICES), last: () => Promise.resolve({ book: NO_PRICES }) },
    timeZone: 'UTC',
    log: { leftToExpiry: () => undefined },
    ...own,
  };
}

/** What is still held when everything has expired by the gate's clock and each user has asked once more. */
export async function leakOf(
  run: Interleaver,
  { items }: GateModel,
  gate: AuthorizePorts,
  users: readonly string[],
): Promise<bigint> {
  const quiet = new Interleaver(run.random, { crash: 0, lost: 0 });
  const model = new GateModel(quiet);
  for (const [name, item] of items) model.items.set(name, item);
  const { held, holds, spend, ahead } = model;
  const ports = { ...gate, held, holds, spend, ahead, organisationLanes: 1, leases: new LeaseBook() };
  for (const userId of users) {
    quiet.spawn(async () => {
      const { hold } = await authorizeCall({ subject: { userId }, estimate: picoUsd(1n) }, ports);
      if (hold) await releaseHold(hold.id, ports);
    });
    while (await quiet.step());
  }
  return model.items.values().reduce((sum, { held: left }) => sum + (left < 0n ? negate(left) : left), 0n);
}
