import { useState } from 'react';
import type { Alert, AlertList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { scopeText } from './scope-text.ts';

const SEVERITIES = [
  ['', 'All'],
  ['warning', 'Warning'],
  ['critical', 'Critical'],
  ['emergency', 'Emergency'],
] as const;

/** What was raised, who was told, and whether it was acknowledged. */
export function AlertsTab() {
  const { person } = useSession();
  const [severity, setSeverity] = useState<(typeof SEVERITIES)[number][0]>('');
  const read = useRead<AlertList>('/alerts', {
    limit: 200,
    severity: severity === '' ? undefined : severity,
  });
  const acknowledge = useWrite({ done: 'Acknowledged.', refresh: ['/alerts', '/dashboard'] });
  return (
    <Card
      title="Alerts"
      hint="Newest first"
      actions={<Segments label="Severity" value={severity} options={SEVERITIES} onChange={setSeverity} />}
    >
      <ReadView read={read} what="alerts">
        {({ alerts }) =>
          alerts.length === 0 ? (
            <Empty title="No alerts">
              <p>One is raised when a budget reaches a threshold, once for each period.</p>
            </Empty>
          ) : (
            <DataTable
              caption="Alerts"
              rows={alerts}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Time', cell: ({ createdAt }) => formatTime(createdAt) },
                {
                  name: 'Severity',
                  cell: ({ severity, resolvedAt }) => (
                    <>
                      <Badge tone={toneOf(severity)}>{severity}</Badge>{' '}
                      {resolvedAt ? <Badge>resolved</Badge> : null}
                    </>
                  ),
                },
                { name: 'Budget', cell: (alert) => <Subject alert={alert} /> },
                {
                  name: 'Told',
                  minor: true,
                  cell: ({ deliveries }) => <Deliveries deliveries={deliveries} />,
                },
                {
                  name: 'Spent of limit',
                  numeric: true,
                  cell: ({ spentUsd, limitUsd }) =>
                    spentUsd && limitUsd ? (
                      <>
                        <Money usd={spentUsd} /> of <Money usd={limitUsd} />
                      </>
                    ) : (
                      '–'
                    ),
                },
                {
                  name: 'Taken up',
                  numeric: true,
                  cell: ({ id, acknowledgedAt }) =>
                    acknowledgedAt ? (
                      formatTime(acknowledgedAt)
                    ) : person.isAdmin ? (
                      <button
                        type="button"
                        className="button button-small"
                        onClick={() =>
                          acknowledge.mutate({ path: `/alerts/${encodeURIComponent(id)}/acknowledge` })
                        }
                      >
                        Acknowledge
                      </button>
                    ) : (
                      '–'
                    ),
                },
              ]}
            />
          )
        }
      </ReadView>
    </Card>
  );
}

function Subject({ alert: { budgetName, scope, threshold, basis } }: { readonly alert: Alert }) {
  return (
    <>
      {budgetName} {threshold ? <span className="hint">at {threshold}</span> : null}{' '}
      {basis === 'projected' ? <Badge>projected</Badge> : null}
      <br />
      {scope ? <span className="hint">{scopeText(scope)}</span> : null}
    </>
  );
}

const DELIVERY_TONES = { SENT: 'good', PENDING: 'neutral', FAILED: 'critical' } as const;

function Deliveries({ deliveries }: { readonly deliveries: Alert['deliveries'] }) {
  return (
    <span className="badges">
      {deliveries.map(({ channel, to, status }) => (
        <Badge key={`${channel} ${to ?? ''}`} tone={DELIVERY_TONES[status]}>
          {to === 'user' ? 'email to the user' : channel} {status.toLowerCase()}
        </Badge>
      ))}
    </span>
  );
}
