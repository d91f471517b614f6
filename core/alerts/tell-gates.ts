import { inBatches } from '../in-batches.ts';
import { describeScope } from '../scopes/scope-words.ts';
import type { BudgetStore, GateOutbox, GateTurn } from '../budgets/budget-ports.ts';
import type { Instant } from '../time/ledger-time.ts';
import { alertFamily } from './alert.ts';
import type { EventPublisher } from './alert-ports.ts';

/** What told turns of gates need. */
export interface TellPorts {
  readonly store: Pick<BudgetStore, 'note'>;
  readonly outbox: GateOutbox;
  readonly events: Pick<EventPublisher, 'gateChanged'>;
  /** Work that the next run takes up. */
  readonly gateLog: { untold(event: { readonly budgetId: string; readonly error: unknown }): void };
}

/** Turns this young may still be told by the function that made them. */
const UNDER_WAY_MS = 60_000;

/**
 * Names a turn, so that a receiver knows the second of two. A gate only ever gets stricter in a period, and a lift
 * stays: each gate of a budget, value and period is turned to once.
 */
function gateTurnId({ key, gate }: Pick<GateTurn, 'key' | 'gate'>): string {
  return `${alertFamily(key)}-${gate}`;
}

/**
 * Notes turns in their budgets' history, publishes them and marks them told. The turn is stored and waits in the
 * table since it was made: what fails here, or crashes, is told by the next run, at least once in all. Turns of one
 * gate are told in their order, those of many at once.
 */
export async function tellGates(turns: readonly GateTurn[], ports: TellPorts): Promise<void> {
  const gates = Map.groupBy(turns, ({ key }) => alertFamily(key));
  await inBatches([...gates.values()], (ofOne) => tellInOrder(ofOne, ports));
}

async function tellInOrder(
  turns: readonly GateTurn[],
  { store, outbox, events, gateLog }: TellPorts,
): Promise<void> {
  for (const turn of turns) {
    const { key, gate, at, by } = turn;
    const id = gateTurnId(turn);
    const did = gate === 'lifted' ? 'lifted the gate' : 'turned the gate';
    const what = `${did} of ${describeScope(key.value)}${gate === 'lifted' ? '' : ` to ${gate}`} for ${key.period}`;
    try {
      await store.note({ at, by, subject: key.budgetId, what, id });
      await events.gateChanged({ id, ...turn });
      await outbox.told(turn);
    } catch (error) {
      gateLog.untold({ budgetId: key.budgetId, error });
    }
  }
}

/** Tells what others turned and did not come to tell. */
export async function tellUntold(at: Instant, ports: TellPorts): Promise<void> {
  await tellGates(await ports.outbox.untold(at - UNDER_WAY_MS), ports);
}
