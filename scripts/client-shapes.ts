import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientQueries, clientShapes } from './client-shapes/client-shapes.ts';
import { readOptions } from './read-options.ts';

const { values } = readOptions({ options: { help: { type: 'boolean' } } });

if (values.help) {
  console.log(
    `npm run client:shapes: makes the client's types of answers and queries, client/reading/shapes.ts and queries.ts, of contracts/api.`,
  );
  process.exit(0);
}

const folder = join(import.meta.dirname, '../client/reading');
writeFileSync(join(folder, 'shapes.ts'), clientShapes());
writeFileSync(join(folder, 'queries.ts'), clientQueries());
