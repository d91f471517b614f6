import { unwrapCloudEvent } from '../../core/usage/cloud-events.ts';
import { hashingUsers } from '../../core/usage/hide-users.ts';
import { type ParsedEvent, parseMessage } from '../../core/usage/parse-message.ts';
import { usageEvent } from '../../testing/factories.ts';
import { Choices } from '../faults/random.ts';
import { nastyValue, spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

const PERSON = 'person-who-is-nobody-elses-business';
const USER_FIELDS = ['userId', 'user_id', 'userID', 'uid', 'createdBy', 'users'];
/** What ids are joined and escaped with. */
const ID_PARTS = ['a', 'b', ' ', '/', '%20', '\\', '\\u0020', '+', '\u00a0', 'ü'];

const hide = hashingUsers(Buffer.alloc(32, 7));

/**
 * Reads `cases` events in which a person is named under some field, half of them as CloudEvents, with letters
 * written as escapes, some in a text that is no JSON. Faults: a name that is still there in what would be kept, and
 * two CloudEvents of different source and id that share an id.
 */
export function fuzzNames(cases: number, seed: number): InputsOutcome {
  const choices = new Choices(seed);
  const faults: string[] = [];
  const counts = { accepted: 0, rejected: 0, ids: 0 };
  const named = new Map<string, string>();
  for (let number = 0; number < cases; number++) {
    const { source, id } = { source: idText(choices), id: idText(choices) };
    const joined = unwrapCloudEvent({ specversion: '1.0', source, id, time: '', data: {} })['id'];
    if (typeof joined === 'string') {
      const pair = JSON.stringify([source, id]);
      const known = named.get(joined);
      if (known !== undefined && known !== pair) faults.push(faultLine(`shares its id with ${known}`, pair));
      named.set(joined, pair);
    }
    const body = escapedJson(namingEvent(number, choices), choices);
    for (const event of parseMessage(body, hide)) {
      counts[event.kind]++;
      if (keptOf(event).includes(PERSON)) faults.push(faultLine('the person is still named', body));
    }
  }
  counts.ids = named.size;
  return { cases, counts, faults };
}

function idText(choices: Choices): string {
  return Array.from({ length: choices.between(1, 4) }, () => choices.pick(ID_PARTS)).join('');
}

/** An event that names the person, mostly where the schema knows nothing of it. */
function namingEvent(number: number, choices: Choices): unknown {
  const field = choices.pick(USER_FIELDS);
  const value = choices.chance(0.2) ? [PERSON, 'another'] : PERSON;
  const inside = { [field]: value, note: nastyValue(choices) };
  const event = usageEvent({
    id: `names-${number}`,
    ...(choices.chance(0.5) ? { [field]: value } : { metadata: inside }),
  });
  // What stands under the field stays: the fault looked for is in how it is hidden.
  const spoilt = choices.chance(0.3) ? { ...event, usage: spoil(event['usage'], choices, 0.5) } : event;
  if (choices.chance(0.5)) return spoilt;
  const { id, occurredAt, ...data } = spoilt;
  return { specversion: '1.0', type: 'usage', source: '/jobs', id, time: occurredAt, data };
}

/** The JSON with some letters of names and values as escapes; sometimes cut off, and no JSON any more. */
function escapedJson(event: unknown, choices: Choices): string {
  const text = JSON.stringify(event);
  const escaped = text.replaceAll(/[A-Za-z]/g, (letter, at: number) =>
    text[at - 1] !== '\\' && choices.chance(0.05)
      ? `\\u00${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
      : letter,
  );
  // A letter of `true` or `null` outside of a text cannot be escaped: such a text is no JSON either.
  return choices.chance(0.2) ? escaped.slice(0, -1) : escaped;
}

/** All that would be stored of it, with the escapes read that JSON has. */
function keptOf(event: ParsedEvent): string {
  const kept = JSON.stringify([event.body, event.kind === 'accepted' ? event.event : event.errors]);
  return kept.replaceAll(/\\+u00([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
