import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { shownUserId, SYSTEM_NAME } from '../../../../contracts/user-names.ts';
import type { ApiEntry, PriceList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatQuantity } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { groupHref, resourceHref, userHref } from '../../parts/links.tsx';
import { EntryCost, ExactMoney } from '../../parts/money.tsx';

const STATUS_TONES = { priced: 'good', unpriced: 'warning', reported: 'accent' } as const;

/** An entry with its lines and where each price comes from. */
export function EntryView({ entry }: { readonly entry: ApiEntry }) {
  const { userId, resource, group } = entry;
  return (
    <div className="stack">
      <p>
        <EntryCost entry={entry} className="big-money" />{' '}
        <Badge tone={STATUS_TONES[entry.status]}>{entry.status}</Badge>{' '}
        {entry.approximate ? <Badge tone="warning">price found by a rule</Badge> : null}
      </p>
      <Lines entry={entry} />
      <Facts
        facts={[
          [
            entry.status === 'unpriced' ? 'Cost of what has a price' : 'Exact cost',
            <ExactMoney key="cost" usd={entry.costUsd} />,
          ],
          ['Provider', `${entry.provider} · ${entry.service}`],
          ['Model', entry.model],
          ['Region', entry.region],
          ['Operation', entry.operation],
          [
            'Outcome',
            entry.outcome === null
              ? null
              : `${entry.outcome}${entry.attempt === null ? '' : `, attempt ${entry.attempt}`}`,
          ],
          [
            'User',
            userId === null ? SYSTEM_NAME : <Link href={userHref(userId)}>{shownUserId(userId)}</Link>,
          ],
          [
            'Resource',
            resource && (
              <Link href={resourceHref(resource.type, resource.id)}>{`${resource.type} ${resource.id}`}</Link>
            ),
          ],
          [
            'Group',
            group && <Link href={groupHref(group.type, group.id)}>{`${group.type} ${group.id}`}</Link>,
          ],
          ['Tags', words(entry.tags)],
          ['Attributes', words(entry.attributes)],
          ['Happened', `${formatTime(entry.occurredAt)} UTC`],
          ['Recorded', `${formatTime(entry.recordedAt)} UTC`],
          [
            'Reported by the provider',
            entry.reportedCostUsd && <ExactMoney key="reported" usd={entry.reportedCostUsd} />,
          ],
          ['Corrects', entry.correctionOf],
          ['Reason', entry.reason],
          ['Prices of', entry.catalogueVersion],
        ]}
      />
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

/** Names and values; what is not known is left out. */
function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === null || value === undefined || value === '' ? null : (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
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
          { name: 'Part', cell: ({ unit }) => unit },
          { name: 'Quantity', numeric: true, cell: ({ quantity }) => formatQuantity(quantity) },
          {
            name: 'Price',
            numeric: true,
            cell: ({ unitPriceUsd, per }) => `$${unitPriceUsd} / ${formatQuantity(per)}`,
          },
          { name: 'Cost', numeric: true, cell: ({ costUsd }) => <ExactMoney usd={costUsd} /> },
          {
            name: 'Source',
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
