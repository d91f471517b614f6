import { parseMessage } from '../../core/usage/parse-message.ts';

/**
 * Run by itself: parses messages with one event of each depth of the arguments between two good neighbours, and
 * writes one line a message: what became of each event, or the error. Without a compiler every call has the frame
 * of a cold function, the largest there is.
 */
const hide = (userId: string) => `hashed-${userId.length}`;
const good = (id: string) =>
  `{"id":"${id}","occurredAt":"2026-11-21T10:15:30Z","provider":"openai","model":"gpt-4o-mini","usage":{"input_tokens":1},"metadata":{"userId":"u","n":1.50}}`;
const SHAPES: readonly (readonly [open: string, close: string])[] = [
  ['{"a":', '}'],
  ['[', ']'],
];

function outcomeOf(text: string, hidden: boolean): string {
  try {
    return parseMessage(text, hidden ? hide : undefined)
      .map((event) => (event.kind === 'rejected' ? event.reason : event.event.id))
      .join(',');
  } catch (error) {
    return String(error);
  }
}

for (const depth of process.argv.slice(2).map(Number)) {
  for (const [open, close] of SHAPES) {
    const metadata = open.repeat(depth) + '1' + close.repeat(depth);
    const deep = good('deep').replace('1.50', metadata);
    for (const hidden of [false, true]) {
      console.log(outcomeOf(`{"events":[${good('first')},${deep},${good('last')}]}`, hidden));
    }
  }
}
