import { callAsAdmin } from '../../testing/local-calls.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { Choices } from '../faults/random.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

const SECRET = 'secret-of-others';
const LIMIT_USD = 1000;
/** A fourth of the limit: what one person may hold. */
const SHARE_USD = 250;
/** Amounts that one person asks for: eight halves, and one at random. */
const SEARCH = 9;
const REACHED = 'another limit is reached';
const OPEN = /^\d+ calls of this person are open/;

/** What a person hears. */
interface Decision {
  readonly decision: string;
  readonly remainingUsd?: string;
  readonly reasons: readonly string[];
  readonly budgetIds: readonly string[];
}

/** Asks the gate as whom the token is for. */
type AskGate = (authorization: string, body: object) => Promise<{ status: number; text: string }>;

function gateOf(api: string): AskGate {
  return async (authorization, body) => {
    const response = await fetch(`${api}/budgets/authorize`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
}

/** Amounts as somebody would ask who looks for what is left: by halves, or at random. */
function* amounts(choices: Choices): Generator<string> {
  for (;;) {
    let [low, high] = [0, LIMIT_USD];
    for (let step = 0; step < 8; step++) {
      const middle = (low + high) / 2;
      yield middle.toFixed(6);
      if (choices.chance(0.5)) low = middle;
      else high = middle;
    }
    yield choices.pick(['0', '0.000000000001', String(choices.between(1, SHARE_USD)), '1000000']);
  }
}

/** What is wrong with an answer to a person without a budget of their own. */
function faultOf({ status, text }: { status: number; text: string }, secrets: readonly string[]) {
  if (status !== 200) return `${status}`;
  const said = JSON.parse(text) as Decision;
  if (secrets.some((secret) => text.includes(secret))) return 'names a budget of others';
  if (said.remainingUsd !== undefined || said.budgetIds.length > 0) return 'tells what is left';
  const isPlain = said.reasons.every((reason) => reason === REACHED || OPEN.test(reason));
  return isPlain ? undefined : 'tells more than that a limit is reached';
}

/**
 * Asks the gate of a running system `cases` times as people without a role: half of them while others spend nothing
 * of a budget, the other half with the same amounts after a backend took half of it, and some once too little is
 * left. `tokenOf` makes a user's header. Faults: a name, an id or an amount of others' budgets, a second half that
 * hears anything else than the first, more than one answer once the limit is reached, and one person who stops others.
 */
export async function tryGateAsUser(
  cases: number,
  seed: number,
  { endpoints }: Pick<LocalSystem, 'endpoints'>,
  tokenOf: (userId: string) => string,
): Promise<InputsOutcome> {
  const ask = gateOf(endpoints.api);
  // A model of its own: other parts of the proof make budgets too.
  const model = `gate-${seed}`;
  const scope = { kind: 'model', id: model };
  const form = { name: SECRET, scope, period: 'daily', limitUsd: String(LIMIT_USD), enforcement: 'deny' };
  const { id } = await callAsAdmin<{ id: string }>(endpoints, 'POST', '/budgets', form);
  const writer = `Bearer ${endpoints.tokens.writer}`;
  const faults: string[] = [];
  const asPerson = async (userId: string, estimateUsd: string) => {
    const answer = await ask(tokenOf(userId), { estimateUsd, provider: 'p', model });
    const fault = faultOf(answer, [SECRET, id]);
    if (fault) faults.push(faultLine(fault, [estimateUsd, answer.text]));
    const {
      holdId: _id,
      expiresAt: _at,
      ...said
    } = JSON.parse(answer.text) as Decision & {
      holdId?: string;
      expiresAt?: string;
    };
    return JSON.stringify(said);
  };
  const backendHolds = async (estimateUsd: string) => {
    const body = { estimateUsd, provider: 'p', model, userId: 'backend', holdSeconds: 86_400 };
    const { text } = await ask(writer, body);
    if ((JSON.parse(text) as Decision).decision !== 'allow')
      faults.push(faultLine('one person stops others', text));
  };
  const list = amounts(new Choices(seed))
    .take(Math.ceil(cases / 2))
    .toArray();
  const heard: string[][] = [];
  for (const round of ['first', 'second']) {
    const answers: string[] = [];
    for (let start = 0; start < list.length; start += SEARCH) {
      // Somebody new for each search, before the own caps end it. What earlier ones hold would take the rest of the
      // budget, sooner in the second half than in the first, and that is for everybody to hear.
      const userId = `${model}-${start / SEARCH}`;
      for (const amount of list.slice(start, start + SEARCH)) answers.push(await asPerson(userId, amount));
      await callAsAdmin(endpoints, 'POST', '/budgets/holds/release', { userId });
    }
    heard.push(answers);
    await backendHolds(round === 'first' ? String(LIMIT_USD / 2) : String(SHARE_USD + 1));
  }
  const [first = [], second = []] = heard;
  for (const [index, said] of first.entries())
    if (said !== second[index])
      faults.push(faultLine(`${list[index]} tells what others spend`, [said, second[index]]));
  const reached = new Set<string>();
  for (const amount of ['0', '0.01', '1', '100', '249', '251', '5000'])
    reached.add(await asPerson(`${model}-last`, amount));
  if (reached.size !== 1) faults.push(faultLine('a reached limit has several answers', [...reached]));
  return { cases: list.length * 2, counts: { asked: list.length * 2 }, faults };
}
