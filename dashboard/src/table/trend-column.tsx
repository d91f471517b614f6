import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Trends } from '../api/types.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { useApi } from '../parts/context.tsx';
import type { Range } from '../state/range.ts';
import type { Column } from './column.ts';
import { TrendLines } from './trend-lines.ts';

/** How often the line of a row in view is read again, ms: its amount stands beside it. */
const EVERY_MS = 60_000;

/** A column of small lines: how each row in view spent over the range, asked for those rows alone. */
export function useTrendColumn<T>(
  dimension: 'user' | 'group' | 'resource',
  { from, to }: Range,
  nameOf: (row: T) => string,
  group?: string,
): Column<T> {
  const api = useApi();
  const lines = useMemo(
    () =>
      new TrendLines((names) =>
        api.get<Trends>('/trends', { from, to, interval: 'day', dimension, group, names }),
      ),
    [api, from, to, dimension, group],
  );
  return {
    name: 'Trend',
    isUnsorted: true,
    minor: true,
    cell: (row) => <TrendLine lines={lines} subject={[dimension, group, from, to]} name={nameOf(row)} />,
  };
}

interface TrendLineProps {
  readonly lines: TrendLines;
  readonly subject: readonly (string | undefined)[];
  readonly name: string;
}

function TrendLine({ lines, subject, name }: TrendLineProps) {
  const { data, error } = useQuery({
    queryKey: ['line', ...subject, name],
    queryFn: () => lines.of(name),
    refetchInterval: EVERY_MS,
  });
  if (error && !data) return <span className="hint">not read</span>;
  return <Sparkline values={(data ?? []).map(Number)} />;
}
