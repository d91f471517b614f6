import type * as z from 'zod/mini';
import {
  budgetListSchema,
  budgetStateSchema,
  budgetStatusSchema,
  standingSchema,
} from '../../contracts/api/budgets.ts';
import { apiReferenceSchema, decimalSchema } from '../../contracts/api/common.ts';
import {
  entryListSchema,
  entrySchema,
  lineSchema,
  userEntryListSchema,
} from '../../contracts/api/entries.ts';
import { jobSchema } from '../../contracts/api/jobs.ts';
import { priceListSchema, priceRowSchema } from '../../contracts/api/prices.ts';
import { statementSchema } from '../../contracts/api/reports.ts';
import { breakdownAnswerSchema, trendsSchema } from '../../contracts/api/series.ts';
import { statusSchema } from '../../contracts/api/status.ts';
import {
  breakdownSchema,
  budgetStandSchema,
  createdSchema,
  groupSchema,
  ownResourceSchema,
  receiptSchema,
  resourceLineSchema,
  totalsSchema,
  userListSchema,
  userSchema,
} from '../../contracts/api/totals.ts';
import { printFields, type TypeNames } from './print-type.ts';

interface Shape {
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

/** Every type that the client publishes for answers, in the order of the file. */
const SHAPES: readonly Shape[] = [
  {
    name: 'Breakdown',
    schema: breakdownSchema,
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

const NAMES: TypeNames = new Map<z.core.$ZodType, string>([
  [decimalSchema, 'Decimal'],
  [apiReferenceSchema, 'Reference'],
  ...SHAPES.map(({ name, schema }) => [schema, name] as const),
]);

const HEAD = `import type { Reference } from '../core/usage-context.ts';

// Made of the API's schemas by \`npm run client:shapes\`; change contracts/api or scripts/client-shapes instead.

/** Amounts and quantities are exact decimal text, such as \`"0.0375"\`. */
export type Decimal = string;
`;

/** The whole text of client/reading/shapes.ts. Throws when something is said of a field that is not there. */
export function clientShapes(): string {
  return [HEAD, ...SHAPES.map(printShape)].join('\n');
}

function printShape({ name, schema, base, about, fields = {} }: Shape): string {
  const unknown = Object.keys(fields).find((field) => !(field in schema.shape));
  if (unknown !== undefined) throw new Error(`${name} has no field ${unknown}`);
  const lines = printFields(schema, NAMES, '  ', base?.schema).flatMap((line) => {
    const said = fields[/^\w+/.exec(line.trim())?.[0] ?? ''];
    return said === undefined ? [line] : [`  /** ${said} */`, line];
  });
  const head = base === undefined ? name : `${name} extends ${base.name}`;
  return `/** ${about} */\nexport interface ${head} {\n${lines.join('\n')}\n}\n`;
}
