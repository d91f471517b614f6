import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { shownUserId, SYSTEM_NAME } from '../../../../contracts/system-user.ts';
import type { ApiEntry, PriceList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { unitPricePosition } from '../../format/decimal.ts';
import { formatPer, formatQuantity, formatUnitPrice } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { entryHref, groupHref, ReaderLink, resourceHref, userHref } from '../../parts/links.tsx';
import { EntryCost, ExactMoney } from '../../parts/money.tsx';
import { Named } from '../../parts/named.tsx';
import type { NameOf } from '../../parts/names.ts';
import { useNames } from '../../parts/use-names.ts';

const STATUS_TONES = {
  priced: 'good',
  unpriced: 'warning',
  reported: 'accent',
  uncertain: 'warning',
} as const;

/** An entry with its lines and where each price comes from. */
export function EntryView({ entry }: { readonly entry: ApiEntry }) {
  return (
    <div className="stack">
      <p>
        <EntryCost entry={entry} className="big-money" />{' '}
        <Badge tone={STATUS_TONES[entry.status]}>{entry.status}</Badge>{' '}
        {entry.approximate ? <Badge tone="warning">price found by a rule</Badge> : null}
      </p>
      <Lines entry={entry} />
      <Facts entry={entry} />
      {entry.metadata === null ? null : (
        <pre className="code" tabIndex={0} role="region" aria-label="Metadata">
          {JSON.stringify(entry.metadata, null, 2)}
        </pre>
      )}
    </div>
  );
}

function words(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

const COST_NAMES: Readonly<Record<ApiEntry['status'], string>> = {
  priced: 'Exact cost',
  reported: 'Exact cost',
  unpriced: 'Cost of what has a price',
  uncertain: 'Cost of what is certain',
};

/** A fact's name with its value; null: another place of the page, or another fact, shows the field. */
type Fact = readonly [
  name: string | ((entry: ApiEntry) => string),
  value: (entry: ApiEntry, nameOf: NameOf) => ReactNode,
];

/** Every field of an entry, in the order of the page. */
const FACTS: { readonly [Name in keyof ApiEntry]-?: Fact | null } = {
  costUsd: [({ status }) => COST_NAMES[status], ({ costUsd }) => <ExactMoney usd={costUsd} />],
  provider: ['Provider', ({ provider, service }) => `${provider} · ${service}`],
  service: null,
  model: ['Model', ({ model }) => model],
  region: ['Region', ({ region }) => region],
  operation: ['Operation', ({ operation }) => operation],
  outcome: [
    'Outcome',
    ({ outcome, attempt }) =>
      outcome === null ? null : `${outcome}${attempt === null ? '' : `, attempt ${attempt}`}`,
  ],
  attempt: null,
  userId: [
    'User',
    ({ userId }, nameOf) => {
      if (userId === null) return SYSTEM_NAME;
      const id = shownUserId(userId);
      return (
        <ReaderLink href={userHref(userId)}>
          <Named name={nameOf('user', { id })} id={id} />
        </ReaderLink>
      );
    },
  ],
  resource: [
    'Resource',
    ({ resource }, nameOf) =>
      resource && (
        <Link href={resourceHref(resource.type, resource.id)}>
          <Named name={nameOf('resource', resource)} id={`${resource.type} ${resource.id}`} />
        </Link>
      ),
  ],
  group: [
    'Group',
    ({ group }, nameOf) =>
      group && (
        <ReaderLink href={groupHref(group.type, group.id)}>
          <Named name={nameOf('group', group)} id={`${group.type} ${group.id}`} />
        </ReaderLink>
      ),
  ],
  tags: ['Tags', ({ tags }) => words(tags)],
  attributes: ['Attributes', ({ attributes }) => words(attributes)],
  problems: ['Contradicts itself', ({ problems }) => problems?.join('; ')],
  via: ['Reported by way of', ({ via }) => via],
  correlationId: ['Correlation id', ({ correlationId }) => correlationId],
  occurredAt: ['Happened', ({ occurredAt }) => `${formatTime(occurredAt)} UTC`],
  recordedAt: ['Recorded', ({ recordedAt }) => `${formatTime(recordedAt)} UTC`],
  reportedCostUsd: [
    'Reported by the provider',
    ({ reportedCostUsd }) => reportedCostUsd && <ExactMoney usd={reportedCostUsd} />,
  ],
  correctionOf: [
    'Corrects',
    ({ correctionOf, day }) =>
      correctionOf && <ReaderLink href={entryHref(correctionOf, day)}>{correctionOf}</ReaderLink>,
  ],
  reason: ['Reason', ({ reason }) => reason],
  catalogueVersion: ['Prices of', ({ catalogueVersion }) => catalogueVersion],
  // The badges beside the cost, the lines and the metadata below the facts.
  status: null,
  approximate: null,
  lines: null,
  unpriced: null,
  usage: null,
  metadata: null,
  // In the address, and of no use to a reader.
  id: null,
  day: null,
  holdId: null,
};

/** Names and values; what is not known is left out. */
function Facts({ entry }: { readonly entry: ApiEntry }) {
  const { person } = useSession();
  const nameOf = useNames(person.isReader ? { id: entry.id } : undefined);
  return (
    <dl className="facts">
      {Object.values<Fact | null>(FACTS).map((fact) => {
        if (fact === null) return null;
        const [name, valueOf] = fact;
        const text = typeof name === 'string' ? name : name(entry);
        const value = valueOf(entry, nameOf);
        return value === null || value === undefined || value === '' ? null : (
          <div key={text} className="fact">
            <dt>{text}</dt>
            <dd>{value}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Lines({ entry }: { readonly entry: ApiEntry }) {
  const { person } = useSession();
  const prices = useRead<PriceList>(
    '/prices',
    { provider: entry.provider, model: entry.model, limit: 200 },
    { every: 600_000, enabled: person.isReader },
  );
  const sources = new Map(
    prices.data?.prices.map((row) => [row.id, `${row.layer}${row.source === null ? '' : `: ${row.source}`}`]),
  );
  const unpriced = Object.keys(entry.usage).filter((unit) => !entry.lines.some((line) => line.unit === unit));
  return (
    <>
      <DataTable
        caption="Lines of the entry"
        rows={entry.lines}
        keyOf={({ unit, priceId }, index) => `${unit}/${priceId}/${index}`}
        columns={[
          { name: 'Part', value: ({ unit }) => unit, cell: ({ unit }) => unit },
          {
            name: 'Quantity',
            numeric: true,
            value: ({ quantity }) => quantity,
            cell: ({ quantity }) => formatQuantity(quantity),
          },
          {
            name: 'Price',
            numeric: true,
            value: ({ unitPriceUsd }) => unitPriceUsd,
            order: unitPricePosition,
            cell: ({ unitPriceUsd, per }) => `${formatUnitPrice(unitPriceUsd)} / ${formatPer(per)}`,
          },
          {
            name: 'Cost',
            numeric: true,
            value: ({ costUsd }) => costUsd,
            cell: ({ costUsd }) => <ExactMoney usd={costUsd} />,
          },
          {
            name: 'Source',
            value: ({ priceId }) => sources.get(priceId) ?? priceId,
            cell: ({ priceId }) => <span className="hint">{sources.get(priceId) ?? priceId}</span>,
          },
        ]}
      />
      {entry.status === 'unpriced' && unpriced.length > 0 ? (
        <p className="banner tone-warning">
          No price for {unpriced.join(', ')}: this part is missing in the cost.
        </p>
      ) : null}
    </>
  );
}
