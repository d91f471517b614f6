import { containerId } from '../../providers/openai-tools.ts';
import { listOf } from '../convenience/read-usage.ts';

/** How long a session of a container lasts, which is billed once: platform.openai.com, pricing of code interpreter. */
const SESSION_MS = 20 * 60 * 1000;
/** More containers at a time are forgotten: their next response pays for a session again. */
const MOST = 10_000;

/**
 * Takes calls out of responses whose container has a session already: responses that follow on each other use the same
 * one, and each names it.
 * @param now milliseconds of a clock that only goes on
 */
export function seenContainers(now: () => number): (response: unknown) => unknown {
  const began = new Map<string, number>();
  return (response) => {
    const output = listOf(response, 'output');
    const containers = new Set(output.map(containerId).filter((id) => id !== undefined));
    if (containers.size === 0) return response;
    const at = now();
    const isOpen = (id: string): boolean => at - (began.get(id) ?? -SESSION_MS) < SESSION_MS;
    const open = new Set([...containers].filter(isOpen));
    if (began.size >= MOST) began.clear();
    for (const id of containers) if (!open.has(id)) began.set(id, at);
    const isNew = (item: unknown): boolean => !open.has(containerId(item) ?? '');
    return { ...(response as object), output: output.filter(isNew) };
  };
}
