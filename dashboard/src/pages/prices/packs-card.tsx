import { PRICED_READS } from './priced-reads.ts';
import type { PackChange, PackList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { DecisionButton, sevenDaysColumn } from './replayed.tsx';

const TONES: Readonly<Record<PackList['packs'][number]['status'], Tone>> = {
  applied: 'good',
  held: 'warning',
  refused: 'critical',
  rolledBack: 'neutral',
};

const WORDS: Readonly<Record<PackList['packs'][number]['status'], string>> = {
  applied: 'applied',
  held: 'held',
  refused: 'refused',
  rolledBack: 'rolled back',
};

/** Price packs that came, what each would change, and the buttons to apply one or to roll it back. */
export function PacksCard({ isAdmin }: { readonly isAdmin: boolean }) {
  const read = useRead<PackList>('/prices/packs');
  return (
    <Card
      title="Price packs"
      hint="Signed prices that come without a deployment: additions hold at once; what changes the cost of the last seven days too much waits until you apply it"
    >
      <ReadView read={read} what="price packs">
        {(list) => {
          if (list.feed === null) return <Empty title="This stage takes no price packs" />;
          if (list.packs.length === 0) return <Empty title="No price pack came yet" />;
          return <Packs list={list} isAdmin={isAdmin} />;
        }}
      </ReadView>
    </Card>
  );
}

function Packs({ list, isAdmin }: { readonly list: PackList; readonly isAdmin: boolean }) {
  const write = useWrite<PackChange>({
    done: ({ version, status }) =>
      status === 'applied' ? `Pack ${version} is in force.` : `Pack ${version} is rolled back.`,
    refresh: PRICED_READS,
  });
  const button = (version: number, what: 'apply' | 'rollback') => (
    <DecisionButton
      what={what}
      isPending={write.isPending}
      onDecide={() => write.mutate({ path: `/prices/packs/${version}/${what}` })}
    />
  );
  return (
    <DataTable
      caption="Price packs"
      id="packs"
      rows={list.packs}
      keyOf={({ version, takenAt }) => `${version}/${takenAt}`}
      columns={[
        {
          name: 'Pack',
          value: ({ version, status }) => `${version} ${status}`,
          cell: ({ version, status, reason }) => (
            <>
              {version === 0 ? 'not signed' : version} <Badge tone={TONES[status]}>{WORDS[status]}</Badge>{' '}
              <span className="hint">{reason}</span>
            </>
          ),
        },
        {
          name: 'Came, UTC',
          minor: true,
          value: ({ takenAt }) => takenAt,
          cell: ({ takenAt }) => formatTime(takenAt),
        },
        {
          name: 'Changes',
          minor: true,
          numeric: true,
          value: ({ changeCounts: { added, dated, changed, removed } }) => added + dated + changed + removed,
          cell: ({ changeCounts: { added, dated, changed, removed } }) =>
            `${formatCount(added)} new, ${formatCount(dated)} later, ${formatCount(changed + removed)} others`,
        },
        sevenDaysColumn(),
        {
          name: 'Decision',
          isUnsorted: true,
          cell: ({ version, status, additionsInForce }) => {
            if (!isAdmin || status === 'refused') return '–';
            if (version === list.current) return button(version, 'rollback');
            if (status === 'held' && additionsInForce)
              return (
                <>
                  {button(version, 'apply')} {button(version, 'rollback')}
                </>
              );
            return status === 'applied' ? '–' : button(version, 'apply');
          },
        },
      ]}
    />
  );
}
