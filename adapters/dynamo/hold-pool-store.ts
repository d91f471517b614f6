import type { HoldStatus } from '../../contracts/budget-vocabulary.ts';
import type { GivenBack, HeldChild, Hold, HoldPoolStore } from '../../core/gate/gate-ports.ts';
import { MOST_CHILDREN, ownHoldId, parentHoldId } from '../../core/gate/hold-ids.ts';
import { minus, negate, type PicoUsd } from '../../core/money/decimal.ts';
import type { Item } from './entry-item.ts';
import { holdOf } from './hold-item.ts';
import { holdKey } from './keys.ts';
import type { Change, Table, Updated } from './table.ts';

const OPEN: HoldStatus = 'OPEN';

/** What parents hold for their children: a sum and a map in the parent's item, plain updates only. */
export class DynamoHoldPoolStore implements HoldPoolStore {
  readonly #tables: { readonly reads: Table; readonly once: Table };

  constructor(tables: { readonly reads: Table; readonly once: Table }) {
    this.#tables = tables;
  }

  async take(
    parent: Hold,
    childId: string,
    { amount, minute }: Required<HeldChild>,
  ): Promise<{ now: Hold | undefined } | 'taken'> {
    const { done, item } = await this.#tables.once.update(holdKey(parent.id), {
      UpdateExpression: 'SET ch.#own = :child ADD tk :amount',
      ConditionExpression: 'st = :open AND tk <= :room AND size(ch) < :most',
      ExpressionAttributeNames: { '#own': ownHoldId(childId) },
      ExpressionAttributeValues: {
        ':open': OPEN,
        ':child': { amount, minute },
        ':amount': amount,
        ':room': minus(parent.estimate, amount),
        ':most': MOST_CHILDREN,
      },
    });
    return done ? 'taken' : { now: item && holdOf(item) };
  }

  async giveBack(parentId: string, childId: string, rest: PicoUsd, room?: PicoUsd): Promise<GivenBack> {
    const fits = room === undefined ? '' : ' AND tk <= :room';
    const updated = await this.#tables.reads.update(holdKey(parentId), {
      UpdateExpression: 'REMOVE ch.#own ADD tk :minus',
      ConditionExpression: `st = :open AND attribute_exists(ch.#own)${fits}`,
      ExpressionAttributeNames: { '#own': ownHoldId(childId) },
      ExpressionAttributeValues: {
        ':open': OPEN,
        ':minus': negate(rest),
        ...(room === undefined ? {} : { ':room': room }),
      },
    });
    const outcome = outcomeOf(updated);
    // A parent that has ended keeps those that were open then: what is not among them was given back before.
    const isThere = (updated.item?.['ch'] as Item | undefined)?.[ownHoldId(childId)] !== undefined;
    return outcome === 'ended' && !isThere ? 'refused' : outcome;
  }

  async giveBackFor(parentId: string, childId: string, rest: PicoUsd): Promise<GivenBack> {
    const updated = await this.#tables.once.update(holdKey(parentId), {
      UpdateExpression: 'ADD tk :minus',
      ConditionExpression: 'st = :open AND attribute_not_exists(ch.#own)',
      ExpressionAttributeNames: { '#own': ownHoldId(childId) },
      ExpressionAttributeValues: { ':open': OPEN, ':minus': negate(rest) },
    });
    return outcomeOf(updated);
  }

  async keep(parentId: string, childId: string): Promise<void> {
    await this.#tables.reads.update(holdKey(parentId), {
      UpdateExpression: 'REMOVE ch.#own.#minute',
      ConditionExpression: 'attribute_exists(ch.#own)',
      ExpressionAttributeNames: { '#own': ownHoldId(childId), '#minute': 'minute' },
    });
  }

  async use(childId: string): Promise<void> {
    await this.#tables.reads.update(holdKey(childId), {
      UpdateExpression: 'SET us = :used',
      ConditionExpression: 'pr = :parent',
      ExpressionAttributeValues: { ':used': 1, ':parent': parentHoldId(childId) },
    });
  }

  async expire(childId: string): Promise<Hold | undefined> {
    const { item } = await this.#tables.reads.update(holdKey(childId), {
      UpdateExpression: 'SET st = :expired',
      ConditionExpression: 'st = :open AND attribute_not_exists(us)',
      ExpressionAttributeValues: { ':open': OPEN, ':expired': 'EXPIRED' satisfies HoldStatus },
      ReturnValues: 'ALL_NEW',
    } satisfies Change);
    return item && holdOf(item);
  }
}

function outcomeOf({ done, item }: Updated): GivenBack {
  if (done) return 'done';
  return item?.['st'] === OPEN ? 'refused' : 'ended';
}
