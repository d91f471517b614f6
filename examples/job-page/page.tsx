import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useJobCost, useMyMonth } from '../../client/react.ts';
import { createCostkeeperReader } from '../../client/reader.ts';

/** The page's own server hands requests on to the ledger, and the user's token out to who has signed in. */
const token = await (await fetch('/session')).text();
const reader = createCostkeeperReader({ apiUrl: `${location.origin}/cost-tracking`, token });

function Month() {
  const { data, error } = useMyMonth(reader);
  if (!data) return <p>{error ? `Not known: ${error.message}` : '…'}</p>;
  const limits = data.budgets.map(({ name, percent }) => `${percent} % of ${name}`);
  return (
    <p>
      This month <output id="month">${data.totalUsd}</output> {limits.join(', ')}
    </p>
  );
}

function JobCost({ id, isDone }: { id: string; isDone: boolean }) {
  // Entries of the last calls come a moment after the job is over.
  const { data, error } = useJobCost(reader, { type: 'story', id }, { everyMs: isDone ? 2000 : 1000 });
  return (
    <section>
      <h2>{id}</h2>
      <p>
        <output id="total">${data?.totalUsd ?? '0'}</output> in{' '}
        <output id="events">{data?.events ?? 0}</output> calls{isDone ? ', done' : ' …'}
      </p>
      <ul>
        {Object.entries(data?.breakdown.provider ?? {}).map(([provider, usd]) => (
          <li key={provider}>
            {provider} ${usd}
          </li>
        ))}
      </ul>
      {error && <p role="alert">The last read failed: {error.message}</p>}
    </section>
  );
}

function Page() {
  const [job, setJob] = useState<{ id: string; isDone: boolean }>();
  const write = async () => {
    const { id } = (await (await fetch('/jobs', { method: 'POST' })).json()) as { id: string };
    setJob({ id, isDone: false });
    await fetch(`/jobs/${id}`);
    setJob({ id, isDone: true });
  };
  return (
    <main>
      <h1>Stories</h1>
      <Month />
      <button type="button" disabled={job && !job.isDone} onClick={() => void write()}>
        Write a story
      </button>
      {job && <JobCost {...job} />}
    </main>
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<Page />);
