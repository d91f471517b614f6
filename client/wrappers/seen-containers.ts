import { containerId } from '../../providers/openai-tools.ts';
import { listOf } from '../convenience/read-usage.ts';

/** How long a session of a container lasts, which is billed once: platform.openai.com, pricing of code interpreter. */
const SESSION_MS = 20 * 60 * 1000;
/** More containers at a time are forgotten: their next response pays for a session again. */
const MOST = 10_000;

/** Takes those out of the parts of an answer that ran in a container which has a session already. */
export type NewSessions = (
  parts: readonly unknown[],
  containerOf: (part: unknown) => string | undefined,
) => readonly unknown[];

/**
 * Remembers the sessions of containers: answers that follow on each other use the same one, and each names it.
 * @param now milliseconds of a clock that only goes on
 */
export function newSessions(now: () => number): NewSessions {
  const began = new Map<string, number>();
  return (parts, containerOf) => {
    const containers = new Set(parts.map(containerOf).filter((id) => id !== undefined));
    if (containers.size === 0) return parts;
    const at = now();
    const isOpen = (id: string): boolean => at - (began.get(id) ?? -SESSION_MS) < SESSION_MS;
    const open = new Set([...containers].filter(isOpen));
    if (began.size >= MOST) began.clear();
    for (const id of containers) if (!open.has(id)) began.set(id, at);
    return parts.filter((part) => !open.has(containerOf(part) ?? ''));
  };
}

/** Takes calls out of responses whose container has a session already: see `newSessions`. */
export function seenContainers(now: () => number): (response: unknown) => unknown {
  const sessions = newSessions(now);
  return (response) => {
    const output = listOf(response, 'output');
    const left = sessions(output, containerId);
    return left === output ? response : { ...(response as object), output: left };
  };
}
