import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagePage } from './message-page/message-page.ts';
import { readOptions } from './read-options.ts';

const { values } = readOptions({ options: { help: { type: 'boolean' } } });

if (values.help) {
  console.log('npm run docs:message: makes docs/message.md, the format of usage messages, of their schema.');
  process.exit(0);
}

writeFileSync(join(import.meta.dirname, '../docs/message.md'), messagePage());
