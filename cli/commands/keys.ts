import type { z } from 'zod/mini';
import type { keyListSchema, toldKeySchema } from '../../contracts/api/keys.ts';
import { type Answer, type Call, type Command, onlyWord, textOption, UsageError } from '../command.ts';
import { table } from '../table.ts';

type KeyList = z.infer<typeof keyListSchema>;
type ToldKey = z.infer<typeof toldKeySchema>;

/** Keys for machines that have neither a role of AWS nor a person to sign in. */
export const KEY_COMMANDS: readonly Command[] = [
  {
    name: 'keys list',
    synopsis: 'keys list',
    summary: 'keys of machines, what each may and until when; exit code 1 where one has ended or ends soon',
    run: listKeys,
  },
  {
    name: 'keys create',
    synopsis: 'keys create NAME --scopes record,gate,read [--days N]',
    summary: 'make a key, for a year where nothing else is said; it is shown this once',
    options: { scopes: { type: 'string' }, days: { type: 'string' } },
    takesWords: true,
    run: createKey,
  },
  {
    name: 'keys rotate',
    synopsis: 'keys rotate ID [--days N] [--grace HOURS]',
    summary: 'give a key another secret and a new end; the old secret counts for 24 hours more',
    options: { days: { type: 'string' }, grace: { type: 'string' } },
    takesWords: true,
    run: rotateKey,
  },
  {
    name: 'keys revoke',
    synopsis: 'keys revoke ID',
    summary: 'take a key away; within a minute nothing takes it any more',
    takesWords: true,
    run: revokeKey,
  },
];

async function listKeys({ ledger }: Call): Promise<Answer> {
  const { keys } = await ledger.get<KeyList>('/keys');
  const rows = keys.map(({ id, name, scopes, expiresAt, state }) => [
    id,
    name,
    scopes.join(' '),
    expiresAt.slice(0, 10),
    state,
  ]);
  return {
    json: { keys },
    lines: table(['id', 'name', 'may', 'ends', 'state'], rows, []),
    exitCode: keys.some(({ state }) => state !== 'active') ? 1 : 0,
  };
}

async function createKey(call: Call): Promise<Answer> {
  const scopes = textOption(call, 'scopes');
  if (scopes === undefined)
    throw new UsageError('say what it may: --scopes record,gate,read, or some of them');
  const body = {
    name: onlyWord(call.words, 'a name for the key, in quotes where it has blanks'),
    scopes: scopes.split(',').map((scope) => scope.trim()),
    ...numberOption(call, 'days', 'expiresInDays'),
  };
  return toldKey(await call.ledger.send<ToldKey>('POST', '/keys', body));
}

async function rotateKey(call: Call): Promise<Answer> {
  const id = onlyWord(call.words, 'the id of a key: costkeeper keys list shows it');
  const body = {
    ...numberOption(call, 'days', 'expiresInDays'),
    ...numberOption(call, 'grace', 'graceHours'),
  };
  return toldKey(await call.ledger.send<ToldKey>('POST', `/keys/${encodeURIComponent(id)}/rotate`, body));
}

async function revokeKey({ ledger, words }: Call): Promise<Answer> {
  const id = onlyWord(words, 'the id of a key: costkeeper keys list shows it');
  await ledger.send('DELETE', `/keys/${encodeURIComponent(id)}`);
  return { json: { id }, lines: [`key ${id} is gone`] };
}

function toldKey(key: ToldKey): Answer {
  return {
    json: key,
    lines: [
      key.key,
      `key ${key.id} may ${key.scopes.join(', ')} until ${key.expiresAt}; it is not shown again`,
      'give it to the client as token, with apiUrl at …/cost-tracking/key',
    ],
  };
}

function numberOption(call: Call, option: string, field: string): Record<string, number> {
  const text = textOption(call, option);
  if (text === undefined) return {};
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--${option} takes a whole number, not "${text}"`);
  return { [field]: Number(text) };
}
