import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientShapes } from './client-shapes/client-shapes.ts';
import { readOptions } from './read-options.ts';

const { values } = readOptions({ options: { help: { type: 'boolean' } } });

if (values.help) {
  console.log(
    `npm run client:shapes: makes the client's types of answers, client/reading/shapes.ts, of contracts/api.`,
  );
  process.exit(0);
}

const file = join(import.meta.dirname, '../client/reading/shapes.ts');
writeFileSync(file, clientShapes());
