import { type EraseFilesPorts, eraseFiles } from '../../adapters/s3/erase-files.ts';
import { eraseUserKind } from '../../core/erasure/erase-user.ts';
import type { Erasure } from '../../core/erasure/erasure.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { archiveKey } from '../../core/retention/archive-file.ts';
import { type Day, monthOf } from '../../core/time/ledger-time.ts';
import type { BodyReader } from '../../core/usage/quarantine.ts';
import type { BodyStore } from '../../core/usage/usage-ports.ts';
import type { Ledger } from '../composition/ledger.ts';

type EraseLedger = Pick<
  Ledger,
  | 'archiveNotes'
  | 'audits'
  | 'clock'
  | 'eraseParts'
  | 'erasures'
  | 'pause'
  | 'repairs'
  | 'repairScopes'
  | 'settings'
>;

/** Replaces users by pseudonyms, wherever the ledger names them. */
export function eraseUserJob(
  ledger: EraseLedger,
  files: Pick<EraseFilesPorts, 'client' | 'bucket'>,
  bodies: BodyStore & BodyReader,
): JobKind {
  const { archiveNotes, audits, clock, eraseParts, erasures, pause, repairs, repairScopes, settings } =
    ledger;
  const sealedUntil = async () => (await audits.read()).sealedUntil;
  const daysOf = rememberedDays((userId) => repairScopes.daysOf({ kind: 'user', id: userId }));
  const archived = async (erasure: Erasure) => {
    const sealed = (await sealedUntil()) ?? '';
    const [days, { days: noted }] = await Promise.all([daysOf(erasure), archiveNotes.read()]);
    return days
      .filter((day) => day <= sealed)
      .flatMap((day) =>
        Array.from({ length: noted.get(day)?.files ?? 1 }, (_, file) => archiveKey(day, file)),
      )
      .toSorted();
  };
  return eraseUserKind({
    erasures,
    clock,
    parts: {
      entries: eraseParts.entries,
      totals: eraseParts.totals({ repair: { store: repairs, clock, pause }, daysOf, sealedUntil }),
      months: async (erasure) => {
        const months = [...new Set((await daysOf(erasure)).map(monthOf))];
        return eraseParts.months(erasure, months);
      },
      items: eraseParts.items({ erasures, bodies, stageBudgets: settings.budgets }),
      files: (erasure, after) => eraseFiles(erasure, after, { ...files, archived }),
    },
  });
}

/** Days of the pseudonym, read once a pass and not for each of them: a history may have thousands of pages. */
function rememberedDays(read: (userId: string) => Promise<Day[]>) {
  let known: { readonly of: string; readonly days: Day[] } | undefined;
  return async ({ id, pass, requestedAt, pseudonym }: Erasure, again = false): Promise<Day[]> => {
    const of = `${id} ${pass} ${requestedAt}`;
    if (again || known?.of !== of) known = { of, days: await read(pseudonym) };
    return known.days;
  };
}
