/**
 * Keeps what a job puts aside between its steps: texts that are too large for the job's own state. They go after some
 * days, also those of a job that never ended. Methods reject on outages.
 */
export interface WorkStore {
  put(key: string, text: string): Promise<void>;
  /** Undefined when the text is gone. */
  get(key: string): Promise<string | undefined>;
}

/** Where one job puts aside what its steps found. */
export interface JobWork {
  readonly store: WorkStore;
  /** Begins all keys. */
  readonly folder: string;
  /**
   * A new name each time: two deliveries of one step read pages of other lengths, and neither may write over what the
   * other has left.
   */
  readonly newName: () => string;
}

/** What was put aside was deleted, as an erasure does with what names its person. */
export class WorkGoneError extends Error {
  override readonly name = 'WorkGoneError';
}

/** A text that was put aside. Throws WorkGoneError. */
export async function textOfWork({ store, folder }: JobWork, name: string): Promise<string> {
  const text = await store.get(folder + name);
  if (text === undefined) throw new WorkGoneError(`${folder}${name} is gone`);
  return text;
}
