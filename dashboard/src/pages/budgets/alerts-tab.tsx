import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Alert, AlertList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { chooseOption } from '../../state/choice.ts';
import { AlertLatencyNote } from './alert-latency-note.tsx';
import { AlertTable } from './alert-table.tsx';
import { crossingsOf } from './crossings.ts';
import { useAcknowledgeAll } from './use-acknowledge-all.ts';

const SEVERITIES = [
  ['', 'All'],
  ['warning', 'Warning'],
  ['critical', 'Critical'],
  ['emergency', 'Emergency'],
] as const;
const STATUSES = [
  ['', 'All'],
  ['open', 'Open'],
  ['expected', 'Expected'],
] as const;

const EMPTY = {
  '': 'No alerts',
  open: 'Nothing is open',
  expected: 'Nobody is expected to pass a limit',
} as const;

/** A filter of the list, as the address says it. */
function useAlertFilter() {
  const search = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const severity = chooseOption(search.get('severity'), SEVERITIES, 'severity');
  const status = chooseOption(search.get('status'), STATUSES, 'status');
  return {
    severity: severity.value,
    status: status.value,
    problems: [severity.problem, status.problem],
    budgetId: search.get('budget') ?? undefined,
    alertId: search.get('alert') ?? undefined,
    change: (name: string, next: string | undefined) => {
      // What is expected is asked for whole: a severity that is left over from a link would hide most of it.
      if (next === 'expected') search.delete('severity');
      if (next) search.set(name, next);
      else search.delete(name);
      navigate(`${path}?${search.toString()}`);
    },
  };
}

/** What was raised, who was told, and whether it was acknowledged: one row for each crossing. */
export function AlertsTab() {
  const { person } = useSession();
  const { severity, status, problems, budgetId, alertId, change } = useAlertFilter();
  const query = {
    limit: 200,
    severity: severity || undefined,
    status: status === 'expected' ? 'open' : status || undefined,
    basis: status === 'expected' ? 'projected' : undefined,
    budgetId,
  };
  const read = useInfiniteRead<AlertList>('/alerts', query);
  return (
    <>
      {alertId === undefined ? null : <OneAlert id={alertId} />}
      <Card
        title="Alerts"
        hint="Newest first unless sorted; thresholds that one budget reached in one period are one row"
        actions={
          <>
            <Segments
              label="Status"
              value={status}
              options={STATUSES}
              onChange={(next) => change('status', next)}
            />
            <Segments
              label="Severity"
              value={severity}
              options={SEVERITIES}
              onChange={(next) => change('severity', next)}
            />
          </>
        }
      >
        {problems.map((problem) => (
          <AddressProblem key={problem} problem={problem} />
        ))}
        {budgetId === undefined ? null : (
          <p>
            <button type="button" className="button button-small" onClick={() => change('budget', undefined)}>
              Alerts of all budgets
            </button>
          </p>
        )}
        <AlertLatencyNote />
        <ReadView read={read} what="alerts">
          {({ pages }) => {
            const alerts = pages.flatMap((page) => page.alerts);
            if (alerts.length === 0 && !read.hasNextPage) {
              return (
                <Empty
                  title={budgetId === undefined ? EMPTY[status] : `No such alert of the budget “${budgetId}”`}
                >
                  <p>One is raised when a budget reaches a threshold, once for each period.</p>
                </Empty>
              );
            }
            return (
              <div className="stack">
                {person.isAdmin ? (
                  <AcknowledgeAll alerts={alerts} query={query} partial={read.hasNextPage} />
                ) : null}
                <AlertTable id="alerts" alerts={alerts} partial={read.hasNextPage} />
                <MoreButton read={read} label="Older alerts" />
              </div>
            );
          }}
        </ReadView>
      </Card>
    </>
  );
}

/** The alert that a mail leads to, whatever the filters are. */
function OneAlert({ id }: { readonly id: string }) {
  const read = useRead<Alert>(`/alerts/${encodeURIComponent(id)}`);
  return (
    <Card title="The alert of the link">
      <ReadView read={read} what="the alert">
        {(alert) => <AlertTable alerts={[alert]} />}
      </ReadView>
    </Card>
  );
}

interface AcknowledgeAllProps {
  readonly alerts: readonly Alert[];
  /** What they were read by. */
  readonly query: Parameters<typeof useAcknowledgeAll>[0];
  /** There are more than are listed. */
  readonly partial: boolean;
}

/** Takes up everything of the filter that waits, listed or not, after a question. */
function AcknowledgeAll({ alerts, query, partial }: AcknowledgeAllProps) {
  const [asking, setAsking] = useState(false);
  const { progress, start } = useAcknowledgeAll(query);
  if (progress !== undefined) {
    const { done, of } = progress;
    return <p role="status">Acknowledging{of === 0 ? '' : ` ${formatCount(done)} of ${formatCount(of)}`}…</p>;
  }
  const waiting = crossingsOf(alerts).filter((crossing) => crossing.waiting.length > 0);
  if (waiting.length < 2 && !partial) return null;
  const count = formatCount(waiting.length);
  return (
    <p>
      <button type="button" className="button button-small" onClick={() => setAsking(true)}>
        {partial ? 'Acknowledge all, older ones too' : `Acknowledge all ${count} below`}
      </button>
      {asking ? (
        <Confirm
          title={partial ? 'Acknowledge all crossings?' : `Acknowledge ${count} crossings?`}
          action="Acknowledge"
          onClose={() => setAsking(false)}
          onConfirm={start}
        >
          <p>Everybody sees who took them up and when. Limits and what they do stay as they are.</p>
        </Confirm>
      ) : null}
    </p>
  );
}
