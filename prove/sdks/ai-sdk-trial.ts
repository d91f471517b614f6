import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costkeeperMiddleware, meterModel } from '../../client/ai-sdk.ts';
import type { CostkeeperCore } from '../../client/core/costkeeper.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** The last version of each major of the AI SDK before the one of the suite, and the form of its models. */
export const AI_SDKS = [
  { version: '5.0.277', form: 'v2' },
  { version: '6.0.326', form: 'v3' },
] as const;

type Form = (typeof AI_SDKS)[number]['form'];

/** What is asked of the SDK's module; its own types are those that `compileAiSdk` holds the client against. */
export interface AiSdkModule {
  readonly wrapLanguageModel: (options: object) => unknown;
  readonly generateText: (options: object) => Promise<{ readonly text: string }>;
  readonly embed: (options: object) => Promise<unknown>;
}

function answerOf(form: Form): object {
  const flat = { inputTokens: 5, outputTokens: 2, totalTokens: 7 };
  const nested = { inputTokens: { total: 5, noCache: 5 }, outputTokens: { total: 2, text: 2 } };
  return {
    content: [{ type: 'text', text: 'x' }],
    finishReason: form === 'v2' ? 'stop' : { unified: 'stop', raw: 'stop' },
    usage: form === 'v2' ? flat : nested,
    warnings: [],
  };
}

/** A text and an embedding by models of that form, metered as docs/client.md says. Rejects as the SDK does. */
export async function callAiSdk(sdk: AiSdkModule, form: Form, recorder: CostkeeperCore): Promise<void> {
  const model = {
    specificationVersion: form,
    provider: 'openai.chat',
    modelId: 'gpt-4o-mini',
    supportedUrls: {},
    doGenerate: () => Promise.resolve(answerOf(form)),
  };
  const middleware = costkeeperMiddleware(recorder);
  await sdk.generateText({ model: sdk.wrapLanguageModel({ model, middleware }), prompt: 'x' });
  const embedding = {
    specificationVersion: form,
    provider: 'openai.embedding',
    modelId: 'text-embedding-3-small',
    maxEmbeddingsPerCall: 1,
    supportsParallelCalls: false,
    doEmbed: () => Promise.resolve({ embeddings: [[0.1]], usage: { tokens: 9 }, warnings: [] }),
  };
  await sdk.embed({ model: meterModel(embedding, recorder), value: 'x' });
}

/**
 * Compiles the use of the middleware and of a metered model against the types of the version that is installed as
 * `name` in the folder. Answers what the compiler says; nothing where the types fit.
 */
export function compileAiSdk(folder: string, name: string): string {
  const quoted = (file: string) => JSON.stringify(join(REPOSITORY, 'client', file));
  writeFileSync(
    join(folder, `${name}.ts`),
    `import { wrapLanguageModel, type ImageModel, type LanguageModel } from ${JSON.stringify(name)};
import { costkeeperMiddleware, meterModel } from ${quoted('ai-sdk.ts')};
import { createCostkeeper } from ${quoted('index.ts')};
const costkeeper = createCostkeeper({});
declare const model: Parameters<typeof wrapLanguageModel>[0]['model'];
declare const image: Exclude<ImageModel, string>;
export const wrapped: LanguageModel = wrapLanguageModel({ model, middleware: costkeeperMiddleware(costkeeper) });
export const metered: ImageModel = meterModel(image, costkeeper);
`,
  );
  const settings = {
    extends: join(REPOSITORY, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(REPOSITORY, 'node_modules/@types')] },
    include: [`${name}.ts`],
  };
  writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(settings));
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  try {
    const args = [compiler, '--noEmit', '-p', join(folder, `tsconfig.${name}.json`)];
    return execFileSync(process.execPath, args, { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  }
}
