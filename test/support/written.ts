import { vi } from 'vitest';

/** The lines of JSON that are written to the process's streams while something is done; they are written nowhere. */
export function written(act: () => void): unknown[] {
  const texts: string[] = [];
  const keep = (text: unknown) => texts.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  try {
    act();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as unknown);
}
