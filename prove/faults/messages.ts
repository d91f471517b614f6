import type { Choices } from './random.ts';

/** An event as a producer writes it down. */
export type EventDraft = Record<string, unknown> & { id: string; occurredAt: string };

/** What one event of one message is, as its sender knows it. */
export interface SentEvent {
  readonly index: number;
  /** Undefined: the ledger must reject it. */
  readonly draft: EventDraft | undefined;
}

/** One message of the plan, before it has a message id. */
export interface PlannedMessage {
  readonly body: string;
  readonly events: readonly SentEvent[];
}

const DAY_MS = 86_400_000;
const MODELS = ['acme alpha', 'acme alpha', 'acme beta', 'zeta alpha', 'zeta gamma', 'nobody mystery'];
/** Ids with every character that keys treat specially. */
const USERS = ['user-1', 'user-1', 'user-2', 'us#er%3', undefined];
const RESOURCES = [{ type: 'episode', id: 'ep-7' }, { type: 'episode', id: 'e#8' }, undefined];
const GROUPS = [{ type: 'podcast', id: 'pod-1' }, { type: 'campaign', id: 'c|1' }, undefined];
const TIERS = [{ tier: 'tier1' }, { tier: 'tier2', niche: 'finance' }, { niche: 'law' }, undefined];

/** Retention of the histories' ledger; older events are rejected. */
export const RETENTION_DAYS = 300;

function occurrence(choices: Choices, start: number): number {
  const daysAgo = choices.weighted([
    [6, 0],
    [3, 1],
    [2, 2],
    // Late for its month.
    [2, choices.between(34, 100)],
  ]);
  return start - daysAgo * DAY_MS - choices.below(20 * 3_600_000);
}

function draftOf(choices: Choices, start: number, number: number): EventDraft {
  const [provider, model] = choices.pick(MODELS).split(' ') as [string, string];
  const reported = model === 'mystery' && choices.chance(0.4) ? { reportedCostUsd: '0.0004' } : {};
  return {
    id: choices.chance(0.1) ? `ev#${number}%` : `event-${number}`,
    occurredAt: new Date(occurrence(choices, start)).toISOString(),
    provider,
    model,
    usage: {
      input_tokens: choices.between(1, 5000),
      ...(choices.chance(0.7) ? { output_tokens: choices.between(1, 900) } : {}),
      ...(provider === 'acme' && model === 'alpha' && choices.chance(0.2) ? { requests: '0.5' } : {}),
      ...(model === 'mystery' ? { free_form_name: '2.25' } : {}),
    },
    ...reported,
    userId: choices.pick(USERS),
    resource: choices.pick(RESOURCES),
    group: choices.pick(GROUPS),
    tags: choices.pick(TIERS),
    operation: choices.pick(['script', 'voice', undefined]),
  };
}

/** The same key with something else in it: a conflict. */
function changed(choices: Choices, draft: EventDraft): EventDraft {
  if (choices.chance(0.3)) {
    const time = Date.parse(draft.occurredAt);
    const sameDay = time % 1000 === 0 ? time + 1 : time - 1;
    return { ...draft, occurredAt: new Date(sameDay).toISOString() };
  }
  return { ...draft, usage: { input_tokens: choices.between(5001, 9000) } };
}

function rejected(choices: Choices, draft: EventDraft, start: number): Record<string, unknown> {
  return choices.pick([
    { ...draft, id: `${draft.id}-minus`, usage: { input_tokens: -1 } },
    { ...draft, id: `${draft.id}-field`, userid: 'typing slip' },
    { ...draft, id: `${draft.id}-model`, model: undefined },
    {
      ...draft,
      id: `${draft.id}-old`,
      occurredAt: new Date(start - (RETENTION_DAYS + 9) * DAY_MS).toISOString(),
    },
    { ...draft, id: `${draft.id}-ahead`, occurredAt: new Date(start + 9 * DAY_MS).toISOString() },
    { ...draft, id: `${draft.id}~a0001` },
  ]);
}

function reordered(draft: EventDraft): EventDraft {
  return Object.fromEntries(Object.entries(draft).toReversed()) as EventDraft;
}

function eventsOf(choices: Choices, start: number): (SentEvent & { content: unknown })[] {
  const drafts = Array.from({ length: choices.between(3, 9) }, (_, number) =>
    draftOf(choices, start, number),
  );
  const events = drafts.map((draft) => ({ index: 0, draft, content: draft as unknown }));
  const more = (probability: number, make: () => SentEvent & { content: unknown }) => {
    while (choices.chance(probability)) events.push(make() as (typeof events)[number]);
  };
  more(0.5, () => {
    const draft = choices.pick(drafts);
    return { index: 0, draft, content: reordered(draft) };
  });
  more(0.4, () => {
    const draft = changed(choices, choices.pick(drafts));
    return { index: 0, draft, content: draft };
  });
  more(0.2, () => {
    const draft = choices.pick(drafts);
    const occurredAt = new Date(Date.parse(draft.occurredAt) - DAY_MS).toISOString();
    return { index: 0, draft: { ...draft, occurredAt }, content: { ...draft, occurredAt } };
  });
  more(0.3, () => ({ index: 0, draft: undefined, content: rejected(choices, choices.pick(drafts), start) }));
  return choices.shuffled(events);
}

/** Everything that the producers of one history send: good, twice, in conflict, rejected, garbage. */
export function planMessages(choices: Choices, start: number): PlannedMessage[] {
  const messages: PlannedMessage[] = [];
  const events = eventsOf(choices, start);
  while (events.length > 0) {
    const some = events.splice(
      0,
      choices.weighted([
        [4, 1],
        [2, 2],
        [2, 4],
      ]),
    );
    const contents = some.map(({ content }) => content);
    const body = contents.length === 1 && choices.chance(0.7) ? contents[0] : { events: contents };
    messages.push({
      body: JSON.stringify(body),
      events: some.map(({ draft }, index) => ({ index, draft })),
    });
  }
  if (choices.chance(0.2)) {
    messages.push({ body: '{"id": "cut off', events: [{ index: 0, draft: undefined }] });
  }
  return choices.shuffled(messages);
}

/** A message id as SQS gives it, repeatable by the seed. */
export function messageIdOf(choices: Choices): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    Math.floor(choices.uniform() * 16).toString(16),
  );
}
