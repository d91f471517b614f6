import { makeScope } from '../../core/scopes/scope.ts';
import type { BudgetKind } from '../../contracts/scopes.ts';
import { DAY_INDEX, INDEX_PREFIX } from '../../contracts/table-layout.ts';
import type { GateAction, GateOutbox, GateTurn, HeldKey } from '../../core/budgets/budget-ports.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { heldKey } from './keys.ts';
import type { Table } from './table.ts';

/** Partition of the day index in which held items are while a turn of theirs is not told. */
export const OUTBOX = `${INDEX_PREFIX.outbox}gates`;
/**
 * Partition of the day index in which they stay once a person lifted their gate: who did is a person, and found there
 * as long as the item lives.
 */
export const LIFTED = `${INDEX_PREFIX.outbox}lifted`;
/** Before the gate that was turned to. */
const UNTOLD = 'ut|';
const GATES: readonly GateAction['gate'][] = ['degrade', 'deny', 'lifted'];

/** What an update that turns a gate writes beside it, so that the turn is told whatever happens. */
export function untoldTurn(key: HeldKey, action: GateAction) {
  const { budgetId, value, period } = key;
  const turn = {
    b: budgetId,
    k: value.kind,
    y: value.type,
    i: value.id,
    p: period,
    at: action.at,
    by: action.by,
  };
  return {
    set: '#ut = :turn, dpk = :outbox, dsk = :since',
    names: { '#ut': UNTOLD + action.gate },
    values: { ':turn': turn, ':outbox': OUTBOX, ':since': isoTime(action.at) },
  };
}

/** Turns of gates that are stored with the gate itself, and found through the day index until they are told. */
export class DynamoGateOutbox implements GateOutbox {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async untold(before: Instant): Promise<GateTurn[]> {
    const found = await this.#table.queryAll({
      IndexName: DAY_INDEX,
      KeyConditionExpression: 'dpk = :outbox AND dsk < :before',
      ExpressionAttributeValues: { ':outbox': OUTBOX, ':before': isoTime(before) },
    });
    const keys = found.map((item) => ({ pk: textAttribute(item['pk']), sk: textAttribute(item['sk']) }));
    return (await this.#table.batchGet(keys)).flatMap(turnsOf).sort((a, b) => a.at - b.at);
  }

  /** The last one takes the item out of the index, or leaves it there under those that were lifted. */
  async told({ key, gate }: GateTurn): Promise<void> {
    const ExpressionAttributeNames = Object.fromEntries(GATES.map((other) => [`#${other}`, UNTOLD + other]));
    const own = `attribute_exists(#${gate})`;
    const alone = GATES.filter((other) => other !== gate).map((other) => `attribute_not_exists(#${other})`);
    const only = [own, ...alone].join(' AND ');
    const lifted: GateAction['gate'] = 'lifted';
    const asLifted = {
      UpdateExpression: `SET dpk = :place REMOVE #${gate}`,
      ConditionExpression: `${only} AND ga = :lifted`,
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ':place': LIFTED, ':lifted': lifted },
    };
    const asTurned = {
      UpdateExpression: `REMOVE #${gate}, dpk, dsk`,
      ConditionExpression: `${only} AND ga <> :lifted`,
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ':lifted': lifted },
    };
    // A gate that was lifted stays so: whichever turn is told last, one of the two holds.
    for (const change of gate === 'lifted' ? [asLifted] : [asTurned, asLifted]) {
      if ((await this.#table.update(heldKey(key), change)).done) return;
    }
    await this.#table.update(heldKey(key), {
      UpdateExpression: `REMOVE #${gate}`,
      ConditionExpression: own,
      ExpressionAttributeNames: { [`#${gate}`]: UNTOLD + gate },
    });
  }
}

function turnsOf(item: Item): GateTurn[] {
  return GATES.flatMap((gate) => {
    const turn = item[UNTOLD + gate] as Item | undefined;
    if (turn === undefined) return [];
    const type = turn['y'] === undefined ? undefined : textAttribute(turn['y']);
    const value = makeScope(textAttribute(turn['k']) as BudgetKind, textAttribute(turn['i']), type);
    const key = { budgetId: textAttribute(turn['b']), value, period: textAttribute(turn['p']) };
    return [{ key, gate, at: smallNumber(turn['at']), by: textAttribute(turn['by']) }];
  });
}
