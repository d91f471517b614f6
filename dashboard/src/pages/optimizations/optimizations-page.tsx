import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Optimization, OptimizationList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { usePulse } from '../../parts/use-pulse.ts';
import { orderOptimizations, savingTogether } from './order-optimizations.ts';
import { Evidence } from './evidence.tsx';

/** Optimizations by what they would save. */
export function OptimizationsPage() {
  usePulse();
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

/** Cards that are there at once, and those of them that show what they rest on. */
const SHOWN = 10;
const OPEN = 2;

/** Whether all are listed, as the address says it. */
function useAll(): [boolean, () => void] {
  const search = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const showAll = () => {
    search.set('all', '1');
    navigate(`${path}?${search.toString()}`, { replace: true });
  };
  return [search.get('all') === '1', showAll];
}

function Optimizations({ items }: { readonly items: readonly Optimization[] }) {
  const [all, showAll] = useAll();
  if (items.length === 0) {
    return (
      <Card title="Nothing to improve">
        <Empty title="No optimisations for now">
          <p>They are found in the usage of the last 30 days, by themselves, once there is some.</p>
        </Empty>
      </Card>
    );
  }
  const ordered = orderOptimizations(items);
  // What somebody decided upon stays in sight, wherever its saving puts it.
  const shown = ordered.filter(({ status }, index) => all || index < SHOWN || status !== 'pending');
  const ranks = new Map(ordered.map(({ id }, index) => [id, index + 1]));
  const realised = sumDecimals(items.flatMap(({ realisedSavingUsd }) => realisedSavingUsd ?? []));
  return (
    <>
      <Card title="Together">
        <dl className="figures">
          <Figure
            big
            name="Would save in 30 days"
            value={<Money usd={savingTogether(items)} />}
            note="Open ones together; of those about the same calls the biggest alone"
          />
          <Figure big name="Found" value={items.length} />
          <Figure big name="Saved so far" value={<Money usd={realised} />} />
        </dl>
      </Card>
      <div className="grid">
        {shown.map((item) => (
          <div key={item.id} className="span-6">
            <OptimizationCard item={item} ranks={ranks} onElsewhere={showAll} />
          </div>
        ))}
      </div>
      {shown.length === ordered.length ? null : (
        <p>
          <button type="button" className="button" onClick={showAll}>
            Show the other {formatCount(ordered.length - shown.length)}
          </button>
        </p>
      )}
    </>
  );
}

const STATUS_TONES: Readonly<Record<Optimization['status'], 'accent' | 'good' | 'neutral'>> = {
  pending: 'accent',
  applied: 'good',
  rejected: 'neutral',
};

interface OptimizationCardProps {
  readonly item: Optimization;
  /** Place in the list by id. */
  readonly ranks: ReadonlyMap<string, number>;
  /** Another of the list is looked for, which may not be shown yet. */
  readonly onElsewhere: () => void;
}

function OptimizationCard({ item, ranks, onElsewhere }: OptimizationCardProps) {
  const { person } = useSession();
  const isFirst = (ranks.get(item.id) ?? 0) <= OPEN;
  const [asking, setAsking] = useState<'apply' | 'reject'>();
  const decide = useWrite({ done: 'Noted.', refresh: ['/optimizations'] });
  return (
    <Card
      title={<span id={`optimization-${ranks.get(item.id)}`}>{`${ranks.get(item.id)}. ${item.title}`}</span>}
      hint={`${item.effort} effort · ${item.risk === 'none' ? 'no' : item.risk} risk · ${item.kind}`}
      actions={<Badge tone={STATUS_TONES[item.status]}>{item.status}</Badge>}
    >
      <dl className="figures">
        <Figure big name="Estimated saving in 30 days" value={<Money usd={item.estimatedSavingUsd} />} />
        {item.realisedSavingUsd !== null ? (
          <Figure big name="Saved so far" value={<Money usd={item.realisedSavingUsd} />} />
        ) : null}
      </dl>
      <Overlaps item={item} ranks={ranks} onElsewhere={onElsewhere} />
      <details className="guide" open={isFirst}>
        <summary>What it rests on</summary>
        <Evidence evidence={item.evidence} />
      </details>
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
          title={asking === 'apply' ? 'Mark as applied?' : 'Reject this optimisation?'}
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

/** The others about the same calls, so that nobody adds them up. */
function Overlaps({ item, ranks, onElsewhere }: OptimizationCardProps) {
  const others = item.overlaps.flatMap((id) => ranks.get(id) ?? []).toSorted((a, b) => a - b);
  if (others.length === 0) return null;
  return (
    <p className="hint">
      <Badge tone="warning">overlaps</Badge> About some of the same calls as{' '}
      {others.map((rank, index) => (
        <span key={rank}>
          {index === 0 ? '' : ', '}
          <a href={`#optimization-${rank}`} onClick={onElsewhere}>
            number {rank}
          </a>
        </span>
      ))}
      : the savings do not add up.
    </p>
  );
}
