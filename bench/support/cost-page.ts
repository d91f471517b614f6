import type { IdleCost } from './idle-cost.ts';
import type { MillionCost, SizeLine } from './million-cost.ts';

/** What the benchmark measured. */
export interface CostResult {
  readonly events: number;
  readonly functionGb: number;
  readonly units: readonly {
    readonly perMessage: number;
    readonly freshness: number;
    readonly writeUnits: number;
  }[];
  readonly sizes: readonly SizeLine[];
  readonly idle: IdleCost;
}

/** docs/cost.md, made of what the benchmark measured. */
export function costPage({ events, functionGb, units, sizes, idle }: CostResult): string {
  return `# What the ledger costs

What a stage costs a month at AWS: with nothing sent, for a million events by size of user, and its storage, beside a naive ledger. Made by \`npm run bench -- cost --events ${events} --write\`. Events are the real trace of [examples/sample](../examples/sample) with totals of organisation, model, operation, user, resource, group and tag. Request units are what the table reports; dollars follow from them by the on-demand prices of us-east-1.

## Idle

A stage with default options to which nothing is sent, a month. "Billed" leaves out what AWS bills no account for (10 alarms, 10 metrics, 3 dashboards, 1,000,000 requests of queues, 1,000,000 invocations with 400,000 GB seconds, 5 GB of logs); the account shares these, so an account that uses them up elsewhere pays the list price.

${table(
  ['', 'list', 'billed'],
  [
    ...idle.items.map(({ what, listUsd, usd }) => [what, dollars(listUsd), dollars(usd)]),
    ['**together**', dollars(idle.listUsd), `**${dollars(idle.usd)}**`],
  ],
)}

What adds to it: \`gradualDeploys\`, which \`production\` has, $0.30, \`functionAlarms\` $1.20, a key of your own (\`customerManagedKey\`), one for webhooks and one for hashes of user ids $1 each, a dashboard beyond the account's third $3 (\`operationsDashboard: false\` leaves it out), each service in use $0.30 with \`spendMetrics: services\`. Why these are the defaults: [ADR 16](adr/0016-effects-have-alarms-by-default.md).

## A million events, by size of user

${table(
  ['', ...sizes.map(({ size }) => size.name)],
  [
    ['events a month', ...sizes.map(({ size }) => size.eventsPerMonth.toLocaleString('en-US'))],
    [
      'events a message, freshness',
      ...sizes.map(({ size }) => `${size.perMessage}, ${size.freshnessSeconds} s`),
    ],
    ['write units an event', ...sizes.map(({ writeUnitsPerEvent }) => String(writeUnitsPerEvent))],
    ...PARTS.map(([part, words]) => [words, ...sizes.map(({ perMillion }) => dollars(perMillion[part]))]),
    ['**a million**', ...sizes.map(({ usdPerMillion }) => `**${dollars(usdPerMillion)}**`)],
    [
      'a million, naive',
      ...sizes.map(
        ({ naive }) => `${dollars(naive.usdPerMillion)} (${naive.writeUnitsPerEvent} write units)`,
      ),
    ],
    ['a month', ...sizes.map(({ usdPerMonth }) => dollars(usdPerMonth))],
    [
      'storage in the 12th month, all entries kept',
      ...sizes.map(({ storedUsd, storedGb }) => stored(storedUsd.allEntries, storedGb.allEntries)),
    ],
    [
      'the same with `retentionDays: 90`',
      ...sizes.map(({ storedUsd, storedGb }) => stored(storedUsd.retention90, storedGb.retention90)),
    ],
  ],
)}

**Naive** is a ledger that takes a message, an invocation and a transaction for each event, with the same totals, in the same run. The calls of a job follow each other, as in the trace, and share their totals in one write; [side by side](scale.md#on-paper-10-to-100000-events-a-second) they take about six write units. Storage is the table with its index and its continuous backup ($0.25 and $0.20 a GB); with retention entries go to the archive in the bucket, which is compressed and not counted. To the month add what is idle.

## Write units an event

At the trace's own rate, 2.5 calls a second:

${unitsTable(units)}

## What is assumed

The functions have ${functionGb * 1024} MB, as the templates say. 50 ms an invocation and 1 ms an event are assumed, not measured on AWS, and so are 500 bytes of log an invocation, 0.3 s, ten read units and 1,200 bytes of log for a run of a schedule without work. Reads of people and pages, budget checks, alerts and mails are not counted.
`;
}

const PARTS: readonly (readonly [keyof MillionCost, string])[] = [
  ['writes', 'writes'],
  ['reads', 'reads'],
  ['queue', 'requests of the queue'],
  ['functions', 'functions'],
  ['logs', 'logs'],
];

function unitsTable(units: CostResult['units']): string {
  const columns = [...new Set(units.map(({ freshness }) => freshness))];
  const rows = [...Map.groupBy(units, ({ perMessage }) => perMessage)].map(([perMessage, row]) => [
    `${perMessage} event${perMessage === 1 ? '' : 's'} a message`,
    ...row.map(({ writeUnits }) => String(writeUnits)),
  ]);
  return table(['', ...columns.map((freshness) => `freshness ${freshness} s`)], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(rowText).join('\n');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function stored(usd: number, gb: number): string {
  return `${dollars(usd)} (${Number(gb.toPrecision(3)).toLocaleString('en-US')} GB)`;
}

function dollars(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.01
    ? '< $0.01'
    : `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
