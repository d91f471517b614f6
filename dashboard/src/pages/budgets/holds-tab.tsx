import { useState } from 'react';
import { shownUserId } from '../../../../contracts/user-names.ts';
import type { HoldList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';

type Hold = HoldList['holds'][number];

/** Money set aside for calls that run now. */
export function HoldsTab() {
  const { person } = useSession();
  const [status, setStatus] = useState<'OPEN' | 'all'>('OPEN');
  const read = useRead<HoldList>('/budgets/holds', { status, limit: 200 });
  const [releasing, setReleasing] = useState<Hold>();
  const release = useWrite({ done: 'The hold is released.', refresh: ['/budget'] });
  return (
    <Card
      title="Holds"
      hint="Set aside before a call, settled by its usage, expired by themselves"
      actions={
        <Segments
          label="Which holds"
          value={status}
          options={[
            ['OPEN', 'Open'],
            ['all', 'Last day'],
          ]}
          onChange={setStatus}
        />
      }
    >
      <ReadView read={read} what="holds">
        {({ holds }) =>
          holds.length === 0 ? (
            <Empty title="Nothing is held">
              <p>Applications that ask the gate before a call show here while the call runs.</p>
            </Empty>
          ) : (
            <DataTable
              caption="Holds"
              rows={holds}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Since', cell: ({ createdAt }) => formatTime(createdAt) },
                { name: 'User', cell: ({ userId }) => shownUserId(userId) },
                {
                  name: 'Status',
                  cell: ({ status }) => (
                    <Badge tone={status === 'OPEN' ? 'accent' : 'neutral'}>{status.toLowerCase()}</Badge>
                  ),
                },
                { name: 'Until', minor: true, cell: ({ expiresAt }) => formatTime(expiresAt) },
                { name: 'Held', numeric: true, cell: ({ estimateUsd }) => <Money usd={estimateUsd} /> },
                {
                  name: 'Change',
                  numeric: true,
                  cell: (hold) =>
                    hold.status === 'OPEN' && person.isAdmin ? (
                      <button
                        type="button"
                        className="button button-small"
                        onClick={() => setReleasing(hold)}
                      >
                        Release
                      </button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </ReadView>
      {releasing ? (
        <Confirm
          title="Release the hold?"
          action="Release"
          onClose={() => setReleasing(undefined)}
          onConfirm={() =>
            release.mutate({ path: `/budgets/holds/${encodeURIComponent(releasing.id)}/release` })
          }
        >
          <p>
            <Money usd={releasing.estimateUsd} /> become free for other calls. If the call does run, its usage
            counts all the same.
          </p>
        </Confirm>
      ) : null}
    </Card>
  );
}
