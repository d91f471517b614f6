/** How long a session of a container lasts, which is billed once: platform.openai.com, pricing of code interpreter. */
const SESSION_SECONDS = 20 * 60;

const PREFIX = 'session/';

/** An id of a container begins with the second it was made in, as OpenAI's reference of containers shows. */
const MADE = /^cntr_([0-9a-f]{8})[0-9a-f]{8}/;

/**
 * The id of the session of a container in which an answer ran code: answers that follow on each other use the same, and
 * each names the container, so that the ledger has it once however many tell it.
 * @param at when the answer was made, in seconds since 1970, 0 where it is not known
 */
export function sessionId(container: string, at: number): string {
  // NaN for an id without a time: its first session then.
  const made = Number(`0x${MADE.exec(container)?.[1]}`);
  const count = Math.floor((at - made) / SESSION_SECONDS);
  return PREFIX + container + (count > 0 ? `/${count}` : '');
}

/** Whether an event is a session of its own, which every answer that used it tells again. */
export function isSession(id: string | undefined): boolean {
  return id?.startsWith(PREFIX) === true;
}
