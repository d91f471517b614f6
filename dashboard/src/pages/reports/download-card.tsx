import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, explain } from '../../api/api.ts';
import type { Job, JobStarted } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { useApi } from '../../parts/context.tsx';
import { useNotices } from '../../parts/notices.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import type { Range } from '../../state/range.ts';
import { saveFile } from '../../parts/save-file.ts';

const FORMATS = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['focus', 'FOCUS'],
] as const;

/** Entries of the range as a file; a large one is made in the background first. */
export function DownloadCard({ range: { from, to } }: { readonly range: Range }) {
  const api = useApi();
  const { notify } = useNotices();
  const [jobId, setJobId] = useState<string>();
  const download = useMutation({
    mutationFn: async (format: string) => {
      const response = await api.download('/reports/export', { from, to, format });
      if (!response.ok)
        throw new ApiError(response.status, response.statusText, await response.json(), undefined);
      if (response.status === 202) return setJobId(((await response.json()) as JobStarted).jobId);
      const name = format === 'focus' ? 'costkeeper-focus' : 'costkeeper';
      saveFile(await response.blob(), `${name}-${from}-${to}.${format === 'json' ? 'json' : 'csv'}`);
    },
    onError: (error) => notify(explain(error), 'critical'),
  });
  return (
    <Card
      title="Download entries"
      hint="Every line of the ledger in the range; FOCUS is the FinOps Foundation’s format for bills"
    >
      <div className="buttons">
        {FORMATS.map(([format, name]) => (
          <button
            key={format}
            type="button"
            className="button"
            disabled={download.isPending}
            onClick={() => download.mutate(format)}
          >
            {download.isPending && download.variables === format ? 'Preparing…' : name}
          </button>
        ))}
      </div>
      {jobId === undefined ? null : <LargeFile jobId={jobId} />}
    </Card>
  );
}

function LargeFile({ jobId }: { readonly jobId: string }) {
  const read = useRead<Job>(`/jobs/${encodeURIComponent(jobId)}`, {}, { every: 2000 });
  return (
    <ReadView read={read} what="the file">
      {({ status, progress, resultUrl, error }) => {
        if (status === 'failed') return <p className="banner tone-critical">{error}</p>;
        if (resultUrl === null)
          return <p role="status">The file is being made: {formatCount(progress.done)} entries so far.</p>;
        return (
          <p>
            <a className="button button-primary" href={resultUrl}>
              Download the file
            </a>
          </p>
        );
      }}
    </ReadView>
  );
}
