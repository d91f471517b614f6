import type { z } from 'zod/mini';
import type { budgetListSchema } from '../../contracts/api/budgets.ts';
import type { priceListSchema, unpricedSchema } from '../../contracts/api/prices.ts';
import { type Answer, type Call, type Command, textOption } from '../command.ts';
import { table } from '../table.ts';

type BudgetList = z.infer<typeof budgetListSchema>;
type PriceList = z.infer<typeof priceListSchema>;
type Unpriced = z.infer<typeof unpricedSchema>;

/** Budgets and prices, as they are. */
export const LIMIT_COMMANDS: readonly Command[] = [
  {
    name: 'budgets',
    synopsis: 'budgets',
    summary: 'every budget with what is spent and held of it; exit code 1 where one is over',
    run: budgets,
  },
  {
    name: 'prices',
    synopsis: 'prices [--provider NAME] [--model NAME]',
    summary: 'price rows that are in force now, with their source',
    options: { provider: { type: 'string' }, model: { type: 'string' } },
    run: prices,
  },
  {
    name: 'unpriced',
    synopsis: 'unpriced',
    summary:
      'models and usage parts that have no price, with names that are near; exit code 1 where there are some',
    run: unpriced,
  },
];

/** All pages of a list. */
async function pagesOf<Page extends { nextCursor?: string | null | undefined }>(
  call: Call,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<[first: Page, ...rest: Page[]]> {
  const pages: [Page, ...Page[]] = [await call.ledger.get<Page>(path, query)];
  for (let cursor = pages[0].nextCursor; cursor; cursor = pages.at(-1)?.nextCursor) {
    call.progress(`page ${pages.length + 1} …`);
    pages.push(await call.ledger.get<Page>(path, { ...query, cursor }));
  }
  return pages;
}

async function budgets(call: Call): Promise<Answer> {
  const pages = await pagesOf<BudgetList>(call, '/budgets');
  const all = pages.flatMap((page) => page.budgets);
  const rows = all.map(({ name, period, scope, state, enabled }) => [
    name,
    scope.type === undefined ? `${scope.kind} ${scope.id}` : `${scope.kind} ${scope.type}/${scope.id}`,
    period,
    state?.spentUsd ?? '',
    state?.heldUsd ?? '',
    state?.limitUsd ?? '',
    enabled ? (state?.severity ?? 'for each') : 'off',
  ]);
  const over = all.some(({ enabled, state }) => enabled && state?.severity === 'emergency');
  return {
    json: { budgets: all },
    lines: table(['budget', 'of', 'period', 'spent', 'held', 'limit', 'state'], rows, [
      'spent',
      'held',
      'limit',
    ]),
    exitCode: over ? 1 : 0,
  };
}

async function prices(call: Call): Promise<Answer> {
  const query = {
    provider: textOption(call, 'provider'),
    model: textOption(call, 'model'),
    at: new Date(call.now()).toISOString(),
    limit: '200',
  };
  const pages = await pagesOf<PriceList>(call, '/prices', query);
  const all = pages.flatMap((page) => page.prices);
  const rows = all.map((row) => [
    row.provider,
    row.sku,
    row.unit,
    row.unitPriceUsd,
    row.per,
    row.source ?? '',
  ]);
  return {
    json: { prices: all },
    lines: table(['provider', 'model', 'part', 'USD', 'per', 'source'], rows, ['USD', 'per']),
  };
}

async function unpriced(call: Call): Promise<Answer> {
  const answer = await call.ledger.get<Unpriced>('/prices/unpriced');
  const rows = answer.items.map((item) => [
    `${item.provider}/${item.model}`,
    item.units.join(' '),
    String(item.events),
    item.suggestions.map(({ model }) => model).join(' '),
  ]);
  return {
    json: answer,
    lines: table(['model', 'parts', 'calls', 'near'], rows, ['calls']),
    exitCode: answer.events > 0 ? 1 : 0,
  };
}
