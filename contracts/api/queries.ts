import * as z from 'zod/mini';
import { breakdownQuery } from './breakdown.ts';
import { budgetsQuery } from './budgets.ts';
import { currencyQuery } from './common.ts';
import { entriesQuery, userEntriesQuery } from './entries.ts';
import { groupQuery } from './groups.ts';
import { pricesQuery } from './prices.ts';
import { statementQuery } from './reports.ts';
import { ownResourcesQuery } from './resources.ts';
import type { Shape } from './shapes.ts';
import { periodTotalsQuery } from './totals.ts';
import { trendsQuery } from './trends.ts';
import { usersQuery } from './users.ts';

/** Other names of `from` and `to`, which a client needs once. */
const RANGE_ALIASES = { startDate: true, endDate: true } as const;
/** Other names of `userId`, and of a type and an id. */
const SCOPE_ALIASES = { user: true, resource: true, group: true } as const;

const RANGE = {
  from: 'First day or month, or the time from which on.',
  to: 'Last day or month, or the time before which.',
  period: 'A day or a month, in the place of `from` and `to`.',
};
const PAGE = { limit: 'At most so many of a page, 1 to 200.', cursor: '`nextCursor` of the page before.' };
const TAG = { tag: '`NAME:VALUE`, or `NAME` alone for any value.' };
const NAMES = 'Also how users, groups and resources are called.';

const IN_CURRENCY: Shape = {
  name: 'InCurrency',
  schema: z.object(currencyQuery),
  about: 'Every read of amounts can be converted; the answer names the rate.',
  fields: {
    currency: 'A code such as `EUR`.',
    rateDate: 'By the rate of this day, or the newest before it.',
  },
};

const IN_RANGE: Shape = {
  name: 'Range',
  schema: z.omit(periodTotalsQuery, RANGE_ALIASES),
  base: IN_CURRENCY,
  about: 'Days or months (`to` included) or times (half-open), or a period; all of it if absent.',
  fields: RANGE,
};

const ENTRY_FILTER: Shape = {
  name: 'EntryFilter',
  schema: z.omit(userEntriesQuery, RANGE_ALIASES),
  base: IN_CURRENCY,
  about: 'What a history of one user is narrowed by, and a page of it.',
  fields: { ...RANGE, ...PAGE, ...TAG, names: NAMES },
};

/** What the client's reads may ask, in the order of its file: of each route the query, without other names of the same. */
export const QUERIES: readonly Shape[] = [
  IN_CURRENCY,
  IN_RANGE,
  ENTRY_FILTER,
  {
    name: 'AllEntriesFilter',
    schema: z.omit(entriesQuery, RANGE_ALIASES),
    base: ENTRY_FILTER,
    about: "The same of everybody's.",
    fields: { id: 'The one entry of this id.', system: 'Only those without a user.' },
  },
  {
    name: 'GroupPage',
    schema: z.omit(groupQuery, RANGE_ALIASES),
    base: IN_RANGE,
    about: 'When, and a page of the resources of a group.',
    fields: PAGE,
  },
  {
    name: 'UserPage',
    schema: z.omit(usersQuery, { ...RANGE_ALIASES, id: true }),
    base: IN_RANGE,
    about: 'When, and a page of users.',
    fields: PAGE,
  },
  {
    name: 'OwnResourcePage',
    schema: z.omit(ownResourcesQuery, { ...RANGE_ALIASES, id: true }),
    base: IN_RANGE,
    about: "When, and a page of the token's own resources.",
    fields: PAGE,
  },
  {
    name: 'SpendFilter',
    schema: z.omit(breakdownQuery, { ...RANGE_ALIASES, ...SCOPE_ALIASES }),
    base: IN_CURRENCY,
    about: 'What a breakdown is narrowed by, and a page of it.',
    fields: { ...RANGE, ...PAGE, ...TAG },
  },
  {
    name: 'TrendFilter',
    schema: z.omit(trendsQuery, { ...RANGE_ALIASES, ...SCOPE_ALIASES }),
    base: IN_CURRENCY,
    about: 'What a trend is narrowed by.',
    fields: { ...RANGE, ...TAG, dimension: 'Divides each point too.' },
  },
  {
    name: 'BudgetPage',
    schema: z.extend(budgetsQuery, currencyQuery),
    base: IN_CURRENCY,
    about: 'A page of budgets.',
    fields: { ...PAGE, names: NAMES },
  },
  {
    name: 'PriceFilter',
    schema: z.extend(pricesQuery, currencyQuery),
    base: IN_CURRENCY,
    about: 'Prices of one provider, model, time; all that were ever in force without them.',
    fields: {
      ...PAGE,
      q: 'A part of the provider, the SKU or a model.',
      at: 'Only what is in force then.',
      since: 'Only what came into force then or later, or will.',
    },
  },
  {
    name: 'StatementOf',
    schema: z.extend(z.omit(statementQuery, { format: true }), currencyQuery),
    base: IN_CURRENCY,
    about: 'Whose month, and what is put on top of its cost.',
    fields: {
      userId: "Left out: the token's own.",
      month: 'Left out: the month that is open.',
      markup: 'Percent on top of the cost.',
    },
  },
];
