import type { Asked, OwnAnswer } from './answer.ts';
import { readAssemblyAi, readDeepgram } from './own-transcripts.ts';
import { readOllama } from './ollama.ts';

const READERS: readonly ((answer: unknown, asked: Asked) => OwnAnswer | undefined)[] = [
  readOllama,
  readDeepgram,
  readAssemblyAi,
];

/** Reads an answer of Ollama, Deepgram or AssemblyAI; undefined for one of another form. */
export function ownAnswer(answer: unknown, asked: Asked = {}): OwnAnswer | undefined {
  for (const read of READERS) {
    const own = read(answer, asked);
    if (own !== undefined) return own;
  }
  return undefined;
}
