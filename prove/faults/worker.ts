import { startFaultEngine } from './engine.ts';
import { GUARDS } from './guards.ts';
import { proveHistories } from './prove.ts';
import { hasFailed, type WorkerNews, type WorkerOrder } from './workers.ts';

/** A process with an engine of its own, which plays the histories of its seeds and tells how each ended. */
const { without, ...seeds } = JSON.parse(process.argv[2] ?? '{}') as WorkerOrder;
const weakness = without === undefined ? undefined : GUARDS[without];
const engine = await startFaultEngine();
// Nobody listens any more: another's history was wrong, or the command was ended.
process.once('disconnect', () => {
  engine.stop();
  process.exit(0);
});
try {
  await proveHistories(engine, { ...seeds, ...(weakness && { weakness }) }, (result) => {
    const failed = hasFailed(result) ? { failed: result } : {};
    process.send?.({ steps: result.steps.length, ...failed } satisfies WorkerNews);
    return !hasFailed(result);
  });
} finally {
  engine.stop();
  process.disconnect?.();
}
