import { writeFileSync } from 'node:fs';
import { waitForUpdate } from '@pydantic/genai-prices';
import { entriesOf } from './prices/genai-source.ts';

const providers = entriesOf((await waitForUpdate()) ?? [], (message) => console.error(message));
const body = Object.entries(providers)
  .map(
    ([name, entries]) =>
      `${JSON.stringify(name)}:[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`,
  )
  .join(',\n');
const text = `{"source":"npm:@pydantic/genai-prices@0.1.8","observedAt":"2026-09-23","providers":{\n${body}\n}}\n`;
writeFileSync('prices/llm.json', text);
