import { thing } from '../../api/api.ts';
import type { GroupTotals } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { Card } from '../../parts/card.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Named } from '../../parts/named.tsx';
import { isNeverUsed, NeverUsed } from '../../parts/never-used.tsx';
import { NoId } from '../../parts/no-id.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { TotalsView, TrendView } from '../../parts/totals-view.tsx';
import { useRange } from '../../parts/use-range.ts';
import { Lifecycle } from './lifecycle.tsx';
import { ResourceTable } from './resource-table.tsx';
import { type Reference, useReference } from './use-reference.ts';

/** One campaign, podcast or series with what is in it. */
export function GroupPage() {
  const reference = useReference();
  return reference ? (
    <OneGroup {...reference} />
  ) : (
    <NoId what="group" listHref="/groups" listName="All groups" />
  );
}

function OneGroup({ type, id }: Reference) {
  const [range, setRange] = useRange();
  const { from, to } = range;
  const [path, query] = thing('groups', type, id);
  const read = useInfiniteRead<GroupTotals>(path, { ...query, from, to, limit: 200 });
  const first = read.data?.pages[0];
  const name = first?.group.type === type && first.group.id === id ? first.name : null;
  return (
    <div className="page">
      <PageHead
        title={name ?? id}
        lead={
          <>
            {name ? <Named name={`One ${type}`} id={id} /> : `One ${type}`}{' '}
            <Lifecycle deletedAt={first?.deletedAt} />
          </>
        }
        asOf={first?.asOf}
      >
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <ReadView read={read} what={`the ${type}`}>
        {({ pages: [totals, ...more] }) =>
          totals &&
          (isNeverUsed(totals) ? (
            <NeverUsed what={type} id={id} />
          ) : (
            <>
              <TotalsView totals={totals} id={id} filter={{ group: `${type}/${id}` }} />
              <TrendView filter={{ group: `${type}/${id}` }} range={range} />
              <Card title="Resources" hint="The most expensive first">
                <ResourceTable
                  range={range}
                  group={`${type}/${id}`}
                  resources={[totals, ...more].flatMap((page) => page.resources)}
                  partial={read.hasNextPage}
                />
                <MoreButton read={read} label="More resources" />
              </Card>
            </>
          ))
        }
      </ReadView>
    </div>
  );
}
