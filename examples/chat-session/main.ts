/**
 * A chat: every turn is streamed, one is left half-way, and after each turn the application knows about what
 * the session has cost so far. Each turn asks the budgets first and takes the cheaper model if they say so.
 */
import OpenAI from 'openai';
import { createCostkeeper } from '../../client/index.ts';
import { wrapOpenAI } from '../../client/openai.ts';
import { readOptions } from '../support/options.ts';
import { printReceipt } from '../support/print-receipt.ts';
import { startProviderStub } from '../support/provider-stub.ts';

const options = readOptions('chat-session', 'four streamed turns of one session, one of them left half-way');
const { endpoints, user, job, json } = options;
const providers = await startProviderStub();

const costkeeper = createCostkeeper({
  queueUrl: endpoints.queueUrl,
  apiUrl: endpoints.api,
  token: endpoints.tokens.writer,
  gate: { degradeTo: { 'gpt-4o': 'gpt-4o-mini' }, onUnreachable: 'allow' },
  prices: [
    { provider: 'openai', model: 'gpt-4o', unit: 'input_tokens', unitPriceUsd: '2.5', per: 1_000_000 },
    { provider: 'openai', model: 'gpt-4o', unit: 'cache_read_tokens', unitPriceUsd: '1.25', per: 1_000_000 },
    { provider: 'openai', model: 'gpt-4o', unit: 'output_tokens', unitPriceUsd: '10', per: 1_000_000 },
  ],
});
// The address is no provider's own, as behind a proxy: the name is said.
const openai = wrapOpenAI(new OpenAI({ apiKey: 'stub', baseURL: providers.openai }), costkeeper, {
  provider: 'openai',
});
const history: OpenAI.ChatCompletionMessageParam[] = [];

/** One turn; `stopAfter` words the user closes the window. */
async function takeTurn(question: string, stopAfter = Number.POSITIVE_INFINITY): Promise<string> {
  history.push({ role: 'user', content: question });
  const request = { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.01' };
  return costkeeper.guard(request, async ({ model }) => {
    let said = '';
    let words = 0;
    for await (const part of await openai.chat.completions.create({
      model,
      messages: history,
      stream: true,
    })) {
      said += part.choices[0]?.delta.content ?? '';
      words += 1;
      if (words >= stopAfter) break;
    }
    history.push({ role: 'assistant', content: said });
    return said;
  });
}

const context = { userId: user, resource: { type: 'session', id: job }, operation: 'chat' };
await costkeeper.withContext(context, async () => {
  for (const [question, stopAfter] of [
    ['Who keeps the light?'],
    ['What does it cost?'],
    ['Why?', 5],
    ['And then?'],
  ] as const) {
    const said = await takeTurn(question, stopAfter);
    const { usd } = costkeeper.currentCost();
    if (!json) console.log(`> ${question}\n${said.trim()}\n  (about $${usd} so far)`);
  }
});

await costkeeper.close();
providers.close();
await printReceipt(options, 'session', costkeeper.stats().recorded);
