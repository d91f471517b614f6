import type { Job, Reconciled } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Causes, type ComparedSums, isCompared, Sums, Uncompared } from './compared-sums.tsx';
import { CorrectionsCard } from './corrections-card.tsx';

/** What a job keeps of its answer itself; its lines are in the file. */
type LargeResult = ComparedSums & Pick<Reconciled, 'summary'> & Partial<Pick<Reconciled, 'corrections'>>;

/** A bill, or days, with too many lines for one answer are compared in the background. */
export function LargeBill({ jobId }: { readonly jobId: string }) {
  const read = useRead<Job>(`/jobs/${encodeURIComponent(jobId)}`, {}, { every: 2000 });
  return (
    <ReadView read={read} what="the comparison">
      {({ status, progress, result, resultUrl, error }) => {
        if (status === 'failed') return <p className="banner tone-critical">{error}</p>;
        if (status === 'running')
          return (
            <p role="status">
              Too much for one answer, so compared in the background: {formatCount(progress.done)} days so
              far.
            </p>
          );
        const sums = result as LargeResult;
        const hasAmounts = isCompared(sums);
        return (
          <>
            <Card title="What is left over">
              {hasAmounts ? <Sums sums={sums} /> : null}
              <Uncompared usd={sums.uncomparedUsd} />
              {hasAmounts ? <Causes answer={sums} /> : null}
              {resultUrl === null ? null : (
                <p>
                  <a className="button" href={resultUrl}>
                    Download every line
                  </a>
                </p>
              )}
            </Card>
            {hasAmounts ? <CorrectionsCard corrections={sums.corrections ?? []} /> : null}
          </>
        );
      }}
    </ReadView>
  );
}
