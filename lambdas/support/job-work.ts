import type { JobWork, WorkStore } from '../../core/jobs/work-store.ts';

/** Of a name that two deliveries of a step must not share. */
const RANDOM_LETTERS = 8;

/** Where a job puts aside what its steps found; `newId` gives ULIDs, whose last letters are random. */
export function jobWork(store: WorkStore, jobId: string, newId: () => string): JobWork {
  return { store, folder: `${jobId}/`, newName: () => newId().slice(-RANDOM_LETTERS) };
}
