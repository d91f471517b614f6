import { useMutation } from '@tanstack/react-query';
import { explain } from '../../api/api.ts';
import type { ApiEntry, EntryList } from '../../api/types.ts';
import { useApi } from '../../parts/context.tsx';
import { useNotices } from '../../parts/notices.tsx';
import { saveFile } from '../../parts/save-file.ts';
import type { Range } from '../../state/range.ts';

const COLUMNS = [
  'occurredAt',
  'id',
  'provider',
  'service',
  'model',
  'operation',
  'status',
  'costUsd',
] as const;
const AT_ONCE = 200;

/** One cell of CSV; what a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(value: string | null): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Entries as CSV, amounts with every digit; an unpriced one has no amount. */
export function entriesCsv(entries: readonly ApiEntry[]): string {
  const rows = entries.map((entry) =>
    COLUMNS.map((name) => csvCell(name === 'costUsd' && entry.status === 'unpriced' ? '' : entry[name])).join(
      ',',
    ),
  );
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** Saves the caller's own entries of a range as CSV. */
export function DownloadEntries({ range: { from, to } }: { readonly range: Range }) {
  const api = useApi();
  const { notify } = useNotices();
  const download = useMutation({
    mutationFn: async () => {
      const all: ApiEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.get<EntryList>('/me/entries', { from, to, limit: AT_ONCE, cursor });
        all.push(...page.entries);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      saveFile(new Blob([entriesCsv(all)], { type: 'text/csv' }), `my-costs-${from}-${to}.csv`);
    },
    onError: (error) => notify(explain(error), 'critical'),
  });
  return (
    <button
      type="button"
      className="button button-small"
      disabled={download.isPending}
      onClick={() => download.mutate()}
    >
      {download.isPending ? 'Reading…' : 'Download CSV'}
    </button>
  );
}
