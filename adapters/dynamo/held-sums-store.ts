import { ENTITY } from '../../contracts/table-layout.ts';
import type {
  GateAction,
  GiveBack,
  Held,
  HeldKey,
  HeldStore,
  Take,
} from '../../core/budgets/budget-ports.ts';
import { negate, type PicoUsd, sumUsd } from '../../core/money/decimal.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { numberText, textAttribute, wholeNumber } from './document-client.ts';
import { untoldTurn } from './gate-outbox.ts';
import { heldOf, minuteName } from './held-sums-item.ts';
import { BUDGET_VERSION_KEY, heldKey, OVERRIDE_VERSION_KEY } from './keys.ts';
import type { Change, Table } from './table.ts';
import { batchesOf } from '../../core/in-batches.ts';

/** An item outlives its last hold by this; a lifetime's gate actions need longer. */
export const HELD_LIFE_DAYS = 40;
const KEEP_LIFETIME_DAYS = 400;
/** Minutes in one update: keeps its expression far below 4 KB. */
const MINUTES_AT_ONCE = 60;

interface Tables {
  readonly reads: Table;
  /** Of onceClient: a repeated decrement would give back twice. */
  readonly once: Table;
}

/** Held amounts in the table: one item for each budget, scope value and period, plain updates only. */
export class DynamoHeldStore implements HeldStore {
  readonly #tables: Tables;
  readonly #clock: Clock;

  constructor(tables: Tables, clock: Clock) {
    // Its client is made by the first write: many starts only read.
    this.#tables = tables;
    this.#clock = clock;
  }

  async read(keys: readonly HeldKey[]): Promise<{ version: bigint; prices: string; held: Held[] }> {
    const wanted = [BUDGET_VERSION_KEY, OVERRIDE_VERSION_KEY, ...keys.map(heldKey)];
    const items = await this.#tables.reads.batchGet(wanted);
    const byKey = new Map(items.map((item) => [textAttribute(item['pk']), item]));
    return {
      version: wholeNumber(byKey.get(BUDGET_VERSION_KEY.pk)?.['v']),
      prices: numberText(byKey.get(OVERRIDE_VERSION_KEY.pk)?.['v']),
      held: keys.map((key) => heldOf(key, byKey.get(heldKey(key).pk))),
    };
  }

  async take({
    key,
    amount,
    minute,
    seen,
    room,
  }: Take): Promise<{ taken: true } | { taken: false; now: Held }> {
    const conditions = seen.exists
      ? ['g = :g', 'sw < :minute', ...(room === undefined ? [] : ['held <= :room'])]
      : ['attribute_not_exists(pk)'];
    const now = await this.#update(key, {
      UpdateExpression: `SET ${BASICS} ADD held :amount, #minute :amount`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: { '#ttl': 'ttl', '#minute': minuteName(minute) },
      ExpressionAttributeValues: {
        ...this.#basics(key),
        ':amount': amount,
        ...(seen.exists ? { ':g': seen.generation, ':minute': minute } : {}),
        ...(seen.exists && room !== undefined ? { ':room': room } : {}),
      },
    });
    return now ? { taken: false, now } : { taken: true };
  }

  async sweep(seen: Held, through: number): Promise<Held> {
    const expired = [...seen.minutes].filter(([minute]) => minute <= through).sort(([a], [b]) => a - b);
    const now = expired.slice(0, MINUTES_AT_ONCE);
    if (now.length === 0) return seen;
    const sum = now.reduce((total, [, amount]) => total + amount, 0n);
    const upTo = now.length < expired.length ? (now.at(-1)?.[0] ?? through) : through;
    const refused = await this.#update(seen.key, {
      UpdateExpression: `SET sw = :upTo ADD held :minus, g :one REMOVE ${now.map((_, i) => `#e${i}`).join(', ')}`,
      ConditionExpression: ['sw = :swept', ...now.map((_, i) => `#e${i} = :e${i}`)].join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(now.map(([minute], i) => [`#e${i}`, minuteName(minute)])),
      ExpressionAttributeValues: {
        ':upTo': upTo,
        ':swept': seen.swept,
        ':minus': -sum,
        ':one': 1,
        ...Object.fromEntries(now.map(([, amount], i) => [`:e${i}`, amount])),
      },
    });
    return refused ?? (await this.read([seen.key])).held[0] ?? seen;
  }

  async giveBack({ key, minutes }: GiveBack): Promise<void> {
    const all = [...minutes].sort(([a], [b]) => a - b);
    for (const batch of batchesOf(all, MINUTES_AT_ONCE)) await this.#giveBack(key, batch);
  }

  /** A refused condition wrote nothing: what was swept meanwhile is left out and the rest sent. */
  async #giveBack(key: HeldKey, minutes: readonly (readonly [number, PicoUsd])[]): Promise<void> {
    const [first] = minutes;
    if (!first) return;
    const sum = sumUsd(minutes.map(([, amount]) => amount));
    const refused = await this.#update(key, {
      UpdateExpression: `ADD held :minus, g :one, ${minutes.map((_, i) => `#e${i} :e${i}`).join(', ')}`,
      ConditionExpression: 'sw < :first',
      ExpressionAttributeNames: Object.fromEntries(
        minutes.map(([minute], i) => [`#e${i}`, minuteName(minute)]),
      ),
      ExpressionAttributeValues: {
        ':minus': negate(sum),
        ':one': 1,
        ':first': first[0],
        ...Object.fromEntries(minutes.map(([, amount], i) => [`:e${i}`, negate(amount)])),
      },
    });
    if (!refused?.exists) return;
    await this.#giveBack(
      key,
      minutes.filter(([minute]) => minute > refused.swept),
    );
  }

  async turn(key: HeldKey, action: GateAction): Promise<boolean> {
    const milder = { degrade: [], deny: ['ga = :degrade'], lifted: ['ga = :degrade', 'ga = :deny'] }[
      action.gate
    ];
    const untold = untoldTurn(key, action);
    const sets = [BASICS, 'held = if_not_exists(held, :zero), ga = :gate, gt = :at, gb = :by', untold.set];
    const refused = await this.#update(key, {
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: ['attribute_not_exists(ga)', ...milder].join(' OR '),
      ExpressionAttributeNames: { '#ttl': 'ttl', ...untold.names },
      ExpressionAttributeValues: {
        ...this.#basics(key),
        ...untold.values,
        ':gate': action.gate,
        ':at': action.at,
        ':by': action.by,
        ...(milder.length > 0 ? { ':degrade': 'degrade' } : {}),
        ...(milder.length > 1 ? { ':deny': 'deny' } : {}),
      },
    });
    return refused === undefined;
  }

  #basics(key: HeldKey) {
    const days = key.period === 'lifetime' ? KEEP_LIFETIME_DAYS : HELD_LIFE_DAYS;
    const ttl = Math.floor(this.#clock.now() / 1000) + days * 86_400;
    return { ':tag': ENTITY.held, ':zero': 0, ':ttl': ttl };
  }

  /** Answers undefined when it was written, else the item that refused. */
  async #update(key: HeldKey, change: Change): Promise<Held | undefined> {
    const { done, item } = await this.#tables.once.update(heldKey(key), change);
    return done ? undefined : heldOf(key, item);
  }
}

/** What every first write of an item brings along. */
const BASICS = 'e = :tag, #ttl = :ttl, g = if_not_exists(g, :zero), sw = if_not_exists(sw, :zero)';
