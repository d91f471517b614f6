import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROLE_GROUPS } from '../contracts/role-groups.ts';
import { readOptions } from './read-options.ts';
import { keyFileOf, mintToken } from '../local/tokens.ts';
import type { KeyFile } from '../local/tokens.ts';

const { values } = readOptions({
  options: {
    sub: { type: 'string' },
    group: { type: 'string', multiple: true, default: [] },
    endpoints: { type: 'string', default: path.join('.local', 'endpoints.json') },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help || values.sub === undefined) {
  console.log(`npm run token -- --sub USER [--group cost-admins]: prints a bearer token for the running local system.

  --sub USER        the user the token belongs to
  --group NAME      cost-admins, cost-readers or cost-writers; may be given more than once
  --endpoints FILE  the system's endpoints file (default .local/endpoints.json)
  --json            print {"token"} instead of the token alone`);
  process.exit(values.help ? 0 : 1);
}

const known: readonly string[] = Object.values(ROLE_GROUPS);
const unknown = values.group.find((group) => !known.includes(group));
if (unknown !== undefined) {
  console.error(`"${unknown}" gives no role: --group takes ${known.join(', ')}.`);
  process.exit(1);
}

const file = keyFileOf(values.endpoints);
if (!existsSync(file)) {
  console.error(`${file} does not exist: start the local system first, with npm start or npm run local.`);
  process.exit(1);
}
const key = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
const token = await mintToken(key, { sub: values.sub, groups: values.group });
console.log(values.json ? JSON.stringify({ token }) : token);
