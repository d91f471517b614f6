import { useState } from 'react';
import type { Optimization, OptimizationList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';

/** Optimizations by what they would save. */
export function OptimizationsPage() {
  const read = useRead<OptimizationList>('/optimizations', {}, { every: 60_000 });
  return (
    <div className="page">
      <PageHead
        title="Optimisations"
        lead="Ways to spend less, by what they would save in 30 days."
        asOf={read.data?.asOf}
      />
      <ReadView read={read} what="optimisations">
        {({ items }) => <Optimizations items={items} />}
      </ReadView>
    </div>
  );
}

function Optimizations({ items }: { readonly items: readonly Optimization[] }) {
  if (items.length === 0) {
    return (
      <Card title="Nothing to improve">
        <Empty title="No optimizations for now">
          <p>They are found in the usage of the last 30 days, by themselves, once there is some.</p>
        </Empty>
      </Card>
    );
  }
  const realised = sumDecimals(items.flatMap(({ realisedSavingUsd }) => realisedSavingUsd ?? []));
  return (
    <>
      <Card title="Together">
        <dl className="figures">
          <Figure
            big
            name="Optimizations"
            value={items.length}
            note="Those about the same calls do not add up"
          />
          <Figure big name="Saved so far" value={<Money usd={realised} />} />
        </dl>
      </Card>
      <div className="grid">
        {items.map((item, index) => (
          <div key={item.id} className="span-6">
            <OptimizationCard item={item} rank={index + 1} />
          </div>
        ))}
      </div>
    </>
  );
}

const STATUS_TONES: Readonly<Record<Optimization['status'], 'accent' | 'good' | 'neutral'>> = {
  pending: 'accent',
  applied: 'good',
  rejected: 'neutral',
};

function OptimizationCard({ item, rank }: { readonly item: Optimization; readonly rank: number }) {
  const { person } = useSession();
  const [asking, setAsking] = useState<'apply' | 'reject'>();
  const decide = useWrite({ done: 'Noted.', refresh: ['/optimizations'] });
  return (
    <Card
      title={`${rank}. ${item.title}`}
      hint={`${item.effort} effort · ${item.kind}`}
      actions={<Badge tone={STATUS_TONES[item.status]}>{item.status}</Badge>}
    >
      <dl className="figures">
        <Figure big name="Estimated saving in 30 days" value={<Money usd={item.estimatedSavingUsd} />} />
        {item.realisedSavingUsd !== null ? (
          <Figure big name="Saved so far" value={<Money usd={item.realisedSavingUsd} />} />
        ) : null}
      </dl>
      <details className="guide">
        <summary>How to do it</summary>
        <ol className="steps">
          {item.guide.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </details>
      {item.status === 'pending' && person.isAdmin ? (
        <div className="buttons">
          <button type="button" className="button button-primary" onClick={() => setAsking('apply')}>
            Apply…
          </button>
          <button type="button" className="button" onClick={() => setAsking('reject')}>
            Reject
          </button>
        </div>
      ) : null}
      {asking ? (
        <Confirm
          title={asking === 'apply' ? 'Mark as applied?' : 'Reject this optimization?'}
          action={asking === 'apply' ? 'Applied' : 'Reject'}
          onClose={() => setAsking(undefined)}
          onConfirm={() => decide.mutate({ path: `/optimizations/${encodeURIComponent(item.id)}/${asking}` })}
        >
          <p>
            {asking === 'apply'
              ? 'From now on the saving is measured against the period it was found in. The change itself is made in your application, as the steps say.'
              : 'It is not shown as open again while the figures stay as they are.'}
          </p>
        </Confirm>
      ) : null}
    </Card>
  );
}
