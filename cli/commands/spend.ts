import type { z } from 'zod/mini';
import type { entryListSchema } from '../../contracts/api/entries.ts';
import type { breakdownAnswerSchema } from '../../contracts/api/breakdown.ts';
import type { totalsSchema } from '../../contracts/api/totals.ts';
import { DIMENSION_KINDS } from '../../contracts/scopes.ts';
import { type Query, thing } from '../../client/core/api-path.ts';
import {
  type Answer,
  type Call,
  type Command,
  onlyWord,
  RANGE_OPTIONS,
  rangeQuery,
  textOption,
  UsageError,
} from '../command.ts';
import { table } from '../table.ts';
import { whoseKinds, whoseOf, whoseSynopsis } from '../whose.ts';

type Totals = z.infer<typeof totalsSchema>;
type Breakdown = z.infer<typeof breakdownAnswerSchema>;
type EntryPage = z.infer<typeof entryListSchema>;

/** How often a tail asks, milliseconds. */
const TAIL_EVERY_MS = 2000;
const TAIL_PAGE = 50;
const WHOSE = `whose cost: ${whoseSynopsis(', ')}`;

const DIMENSIONS = DIMENSION_KINDS.map((kind) => (kind === 'tag' ? 'tag:NAME' : kind)).join('|');

/** What was spent: by one, by many, as it comes, as a file. */
export const SPEND_COMMANDS: readonly Command[] = [
  {
    name: 'cost',
    synopsis: `cost <${whoseSynopsis('|')}> [--from DAY] [--to DAY] [--period MONTH]`,
    summary: `what a ${whoseKinds()} has cost, with budgets: user user-42, resource episode/42`,
    options: RANGE_OPTIONS,
    takesWords: true,
    run: costOf,
  },
  {
    name: 'top',
    synopsis: `top [${DIMENSIONS}] [--limit N] [--from DAY] [--to DAY] [--period MONTH]`,
    summary: 'who or what costs most',
    options: { ...RANGE_OPTIONS, limit: { type: 'string', default: '20' } },
    takesWords: true,
    run: topOf,
  },
  {
    name: 'tail',
    synopsis: 'tail [--user ID] [--model NAME] [--once]',
    summary: 'calls as they come in, with their price; Ctrl-C ends it',
    options: {
      user: { type: 'string' },
      model: { type: 'string' },
      once: { type: 'boolean', default: false },
    },
    run: tail,
  },
];

async function costOf(call: Call): Promise<Answer> {
  const [kind, ...ids] = call.words;
  const totals = await call.ledger.get<Totals>(...pathOf(kind, onlyWord(ids, WHOSE), call));
  const amounts = Object.entries(totals.breakdown.model).map(([model, usd]) => [model, usd]);
  return {
    json: totals,
    lines: [
      `${totals.neverUsed ? `no usage of ${kind} ${ids.join(' ')} is in the ledger: check the id` : spentText(totals)}${totals.heldUsd === '0' ? '' : `, ${totals.heldUsd} USD held`}`,
      ...totals.budgets.map(
        ({ name, spentUsd, limitUsd, percent, severity }) =>
          `budget ${name}: ${spentUsd} of ${limitUsd} USD (${percent} %), ${severity}`,
      ),
      ...(totals.neverUsed ? [] : ['', ...table(['model', 'USD'], amounts, ['USD'])]),
    ],
  };
}

function spentText(totals: Totals): string {
  const { totalUsd, events } = totals;
  return `${totalUsd} USD, ${events} ${events === 1 ? 'call' : 'calls'}${missingText(totals)}`;
}

function missingText({ unpricedEvents, uncertainEvents }: Totals): string {
  const parts = [
    unpricedEvents > 0 ? `${unpricedEvents} without a price (costkeeper unpriced)` : '',
    uncertainEvents > 0 ? `${uncertainEvents} uncertain` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function pathOf(kind: string | undefined, id: string, call: Call): [path: string, query: Query] {
  const whose = whoseOf(kind, id);
  const [path, named] =
    'type' in whose ? thing(`${whose.kind}s`, whose.type, whose.id) : thing(`${whose.kind}s`, whose.id);
  return [path, { ...rangeQuery(call), ...named }];
}

async function topOf(call: Call): Promise<Answer> {
  const [dimension = 'user', ...rest] = call.words;
  if (rest.length > 0) throw new UsageError(`top takes one dimension, not "${call.words.join(' ')}"`);
  const query = { ...rangeQuery(call), limit: textOption(call, 'limit') };
  const answer = await call.ledger.get<Breakdown>(`/breakdown/${encodeURIComponent(dimension)}`, query);
  const rows = answer.items.map((item) => [
    item.key,
    item.totalUsd,
    `${(Number(item.share) * 100).toFixed(1)} %`,
    String(item.events ?? ''),
  ]);
  return {
    json: answer,
    lines: table([dimension, 'USD', 'share', 'calls'], rows, ['USD', 'share', 'calls']),
  };
}

async function tail(call: Call): Promise<Answer> {
  const filter = {
    userId: textOption(call, 'user'),
    model: textOption(call, 'model'),
    limit: String(TAIL_PAGE),
  };
  const seen = new Set<string>();
  for (;;) {
    const { entries } = await call.ledger.get<EntryPage>('/entries', filter);
    const fresh = entries.filter(({ id }) => !seen.has(id)).toReversed();
    for (const entry of fresh) {
      seen.add(entry.id);
      const { occurredAt, userId, provider, model, costUsd, status } = entry;
      const price = status === 'unpriced' ? 'unpriced' : `${costUsd} USD`;
      call.say(`${occurredAt}  ${price}  ${provider}/${model ?? '-'}  ${userId ?? 'system'}`, entry);
    }
    if (call.options['once'] === true || call.stopped.aborted) return { json: undefined, lines: [] };
    await call.wait(TAIL_EVERY_MS);
  }
}
