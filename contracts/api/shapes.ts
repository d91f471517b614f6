import type * as z from 'zod/mini';
import { budgetListSchema, budgetStateSchema, budgetStatusSchema, standingSchema } from './budgets.ts';
import { entryListSchema, entrySchema, lineSchema, userEntryListSchema } from './entries.ts';
import { groupSchema } from './groups.ts';
import { jobSchema } from './jobs.ts';
import { priceListSchema, priceRowSchema } from './prices.ts';
import { statementSchema } from './reports.ts';
import { ownResourceListSchema, ownResourceSchema, receiptSchema, resourceLineSchema } from './resources.ts';
import { breakdownAnswerSchema } from './breakdown.ts';
import { trendsSchema } from './trends.ts';
import { statusSchema } from './status.ts';
import { costPartsSchema, budgetStandSchema, totalsSchema } from './totals.ts';
import { createdSchema, userListSchema, userSchema } from './users.ts';

/** The type of an answer, or of a part of answers, that has a name of its own. */
export interface Shape {
  readonly name: string;
  readonly schema: z.ZodMiniObject;
  /** The shape whose fields it has too. */
  readonly base?: Shape;
  /** What its users read of it. */
  readonly about: string;
  /** The same of its fields. */
  readonly fields?: Readonly<Record<string, string>>;
}

const TOTALS: Shape = {
  name: 'Totals',
  schema: totalsSchema,
  about: 'What every total tells; `asOf` says how fresh it is.',
  fields: {
    from: 'First and last day that the answer covers; null: since the ledger began, and until now.',
  },
};

/**
 * Every type that the client publishes for answers, in the order of its file; components of the OpenAPI document
 * have the same names.
 */
export const SHAPES: readonly Shape[] = [
  {
    name: 'Breakdown',
    schema: costPartsSchema,
    about: 'Cost by provider, service and model; each adds up to the total.',
  },
  { name: 'BudgetStand', schema: budgetStandSchema, about: 'The state of a budget for one scope.' },
  TOTALS,
  {
    name: 'CreatedTotals',
    schema: createdSchema,
    about: 'Cost without a user of what a user created; part of the total of `system` alone.',
    fields: {
      complete: 'False when there is more than the answer looks at; the sums are of what it looked at.',
    },
  },
  { name: 'UserTotals', schema: userSchema, base: TOTALS, about: 'Totals of one user.' },
  { name: 'Receipt', schema: receiptSchema, base: TOTALS, about: 'The live receipt of a job.' },
  {
    name: 'OwnResource',
    schema: ownResourceSchema,
    about: "The token's own part of a resource, live, also where others worked on it.",
  },
  {
    name: 'OwnResourceList',
    schema: ownResourceListSchema,
    about: "The token's own part of each resource, the most expensive first.",
  },
  { name: 'ResourceLine', schema: resourceLineSchema, about: 'One resource of a list.' },
  {
    name: 'GroupTotals',
    schema: groupSchema,
    base: TOTALS,
    about: 'Totals of one group, with its resources, the most expensive first.',
  },
  {
    name: 'EntryLine',
    schema: lineSchema,
    about: 'One priced part: quantity × unitPriceUsd ÷ per = costUsd.',
  },
  {
    name: 'Entry',
    schema: entrySchema,
    about: 'One line of the ledger; what the sender left out is null.',
    fields: { unpriced: 'Of an unpriced entry the parts that no line bills.' },
  },
  {
    name: 'EntryPage',
    schema: entryListSchema,
    about: 'A page of history; `nextCursor` is absent on the last one.',
    fields: {
      scanned: 'Entries looked at for this page; more than it lists where a filter is not indexed.',
      partial: 'The page ended because enough entries were looked at, and not because it was full.',
    },
  },
  {
    name: 'UserEntryPage',
    schema: userEntryListSchema,
    about: 'A page of the history of one user.',
    fields: {
      total:
        'Usage entries of the whole days in range that fit the filters; absent where they are too many to add up.',
      totalUsd: 'What they cost.',
    },
  },
  { name: 'LedgerStatus', schema: statusSchema, about: 'Counts since the start of the ledger.' },
  {
    name: 'PeriodStand',
    schema: standingSchema,
    about: "One of the organisation's periods; without a limit there is no percentage and nothing is held.",
  },
  {
    name: 'BudgetStatus',
    schema: budgetStatusSchema,
    about: "The organisation's budgets for the month and the day that are open.",
    fields: { actions: 'What the gate does now.' },
  },
  {
    name: 'UserList',
    schema: userListSchema,
    about: 'The biggest spenders first; work without a user is `system`.',
  },
  {
    name: 'BreakdownPage',
    schema: breakdownAnswerSchema,
    about: 'Cost by one dimension, the most expensive first.',
    fields: {
      scanned: 'True where entries were added up, because no totals are kept for the filters together.',
    },
  },
  { name: 'Trends', schema: trendsSchema, about: 'Every point of a range in order, zeros included.' },
  { name: 'BudgetState', schema: budgetStateSchema, about: 'A budget in the period that is open.' },
  {
    name: 'BudgetList',
    schema: budgetListSchema,
    about: 'Budgets, each with its state where it is of one value.',
  },
  { name: 'PriceRow', schema: priceRowSchema, about: 'One price: unitPriceUsd is for `per` units.' },
  { name: 'PriceList', schema: priceListSchema, about: 'Prices by provider, SKU, unit and time.' },
  {
    name: 'Statement',
    schema: statementSchema,
    about: 'One user and month by service and model, like an invoice.',
  },
  {
    name: 'Job',
    schema: jobSchema,
    about: 'Something long, under way.',
    fields: {
      result: 'What it found, when it is small.',
      resultUrl: 'Where a large result is, for some minutes.',
    },
  },
];
