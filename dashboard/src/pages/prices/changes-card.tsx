import { PRICED_READS } from './priced-reads.ts';
import type { PriceChangeAnswer, PriceChanges } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatPer, formatUnitPrice } from '../../format/format-money.ts';
import { formatDay, formatTime } from '../../format/format-time.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { clockNow } from '../../state/days.ts';
import { DecisionButton, sevenDaysColumn } from './replayed.tsx';

type Change = PriceChanges['changes'][number];

const LOOKS: Readonly<Record<Change['status'], readonly [Tone, string]>> = {
  replaying: ['neutral', 'being replayed'],
  held: ['warning', 'held'],
  applied: ['good', 'in force'],
  rolledBack: ['neutral', 'rolled back'],
};

/** Prices of one's own as they were sent, and the buttons to put one in force or to roll it back. */
export function ChangesCard({ isAdmin }: { readonly isAdmin: boolean }) {
  const read = useRead<PriceChanges>('/prices/changes');
  return (
    <Card
      title="Prices of your own"
      hint="A price that changes another is tried on the last seven days: what moves them too much waits until you apply it"
    >
      <ReadView read={read} what="prices of your own">
        {({ changes }) =>
          changes.length === 0 ? (
            <Empty title="No price of your own yet" />
          ) : (
            <Changes changes={changes} isAdmin={isAdmin} />
          )
        }
      </ReadView>
    </Card>
  );
}

/** What has become of a change; one that was applied counts from its day on, until it ends. */
function ChangeBadge({ change: { status, price, endsAt } }: { readonly change: Change }) {
  const [tone, text] = LOOKS[status];
  const from = price.effectiveFrom;
  if (status !== 'applied') return <Badge tone={tone}>{text}</Badge>;
  if (endsAt !== null && Date.parse(endsAt) <= clockNow()) return <Badge>ended {formatDay(endsAt)}</Badge>;
  return (
    <>
      {from !== null && Date.parse(from) > clockNow() ? (
        <Badge tone="accent">from {formatDay(from)}</Badge>
      ) : (
        <Badge tone={tone}>{text}</Badge>
      )}
      {endsAt === null ? null : <span className="hint"> until {formatDay(endsAt)}</span>}
    </>
  );
}

/** Whom a price is for, where it is not for everybody. */
function forWhom({ userId, tag }: Change['price']): string {
  if (userId !== null) return ` for user ${userId}`;
  return tag === null ? '' : ` for ${tag.name} ${tag.value}`;
}

function Changes({ changes, isAdmin }: { readonly changes: readonly Change[]; readonly isAdmin: boolean }) {
  const write = useWrite<PriceChangeAnswer>({
    done: ({ status, price }) =>
      status === 'applied'
        ? `The price of ${price.sku} is in force.`
        : `The price of ${price.sku} is rolled back.`,
    refresh: PRICED_READS,
  });
  const button = (id: string, what: 'apply' | 'rollback') => (
    <DecisionButton
      what={what}
      isPending={write.isPending}
      onDecide={() => write.mutate({ path: `/prices/${encodeURIComponent(id)}/${what}` })}
    />
  );
  return (
    <DataTable
      caption="Prices of your own"
      id="price-changes"
      rows={changes}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Price',
          value: ({ price, status }) => `${price.sku} ${price.unit}${forWhom(price)} ${status}`,
          cell: (change) => (
            <>
              {change.price.sku} {change.price.unit}: {formatUnitPrice(change.price.unitPriceUsd)} /{' '}
              {formatPer(change.price.per)}
              {forWhom(change.price)} <ChangeBadge change={change} />{' '}
              <span className="hint">{change.reason}</span>
            </>
          ),
        },
        {
          name: 'Changed, UTC',
          minor: true,
          value: ({ changedAt }) => changedAt,
          cell: ({ changedAt }) => formatTime(changedAt),
        },
        sevenDaysColumn(),
        {
          name: 'Decision',
          isUnsorted: true,
          cell: ({ id, status }) => {
            if (!isAdmin) return '–';
            if (status === 'rolledBack') return button(id, 'apply');
            return (
              <>
                {status === 'held' ? button(id, 'apply') : null} {button(id, 'rollback')}
              </>
            );
          },
        },
      ]}
    />
  );
}
