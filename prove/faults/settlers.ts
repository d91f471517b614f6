import { unmarshall } from '@aws-sdk/util-dynamodb';
import { entryOf } from '../../adapters/dynamo/entry-item.ts';
import type { Entry } from '../../core/usage/entry.ts';
import type { HistoryAccess, Move } from './budgets/history-access.ts';
import type { Choices } from './random.ts';
import { lateSettler, settler } from './sandboxes.ts';
import { keyText, type WireItem } from './wire.ts';

/** Entries of a table as they were recorded, in the order of their keys. */
function originalsOf(items: readonly WireItem[]): Entry[] {
  return items
    .filter((item) => item['pk']?.S?.startsWith('E#') && item['cf'] === undefined)
    .toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1))
    .map((item) => entryOf(unmarshall(item, { wrapNumbers: true })));
}

/** What waits for a price of one model on one day; nothing where nothing waits. */
function unpricedCell(choices: Choices, originals: readonly Entry[]): Entry[] {
  const unpriced = originals.filter(({ status }) => status === 'unpriced');
  if (unpriced.length === 0) return [];
  const { day, model } = choices.pick(unpriced);
  return unpriced.filter((entry) => entry.day === day && entry.model === model);
}

/** Who books corrections in a history: of one entry by the dice, of all that waits for a price that came. */
export class Settlers {
  readonly #access: HistoryAccess;
  readonly #answered: Set<string>;
  #correctionsLeft: number;
  /** Several of them may be under way at once, of the same entries. */
  #settlementsLeft: number;

  constructor(
    access: HistoryAccess,
    answered: Set<string>,
    { corrections, settlements }: { readonly corrections: number; readonly settlements: number },
  ) {
    this.#access = access;
    this.#answered = answered;
    this.#correctionsLeft = corrections;
    this.#settlementsLeft = settlements;
  }

  /** What they may do next. */
  work(havePricesChanged: boolean): Move[] {
    const moves: Move[] = [];
    if (this.#correctionsLeft > 0) moves.push([0.5, () => this.#correct()]);
    if (havePricesChanged && this.#settlementsLeft > 0) moves.push([0.5, () => this.#settle()]);
    return moves;
  }

  async #correct(): Promise<void> {
    this.#correctionsLeft--;
    const { choices, options } = this.#access;
    const originals = originalsOf(await this.#access.scan());
    if (originals.length === 0) return;
    const original = choices.pick(originals);
    this.#start(`corrects ${original.id}`, () => settler(options)(original));
  }

  /** What waits for a price of one model is settled, and what nobody knew moves to its service. */
  async #settle(): Promise<void> {
    this.#settlementsLeft--;
    const { choices, options } = this.#access;
    const cell = unpricedCell(choices, originalsOf(await this.#access.scan()));
    if (cell.length === 0) return;
    this.#start(`settles ${cell.map(({ id }) => id).join(', ')}`, () => lateSettler(options, cell));
  }

  #start(what: string, run: () => Promise<string>): void {
    this.#access.functions.start('settler', what, {
      run: async () => void this.#answered.add(await run()),
      ended: () => undefined,
    });
  }
}
