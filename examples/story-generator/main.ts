/**
 * A job of several calls at three providers: the user, the story and the tags are named once, at the edge, and
 * everything below is on the story's receipt. An application imports from '@costkeeper/client' and its entries.
 */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { wrapAnthropic } from '../../client/anthropic.ts';
import { createCostkeeper } from '../../client/index.ts';
import { wrapOpenAI } from '../../client/openai.ts';
import { readOptions } from '../support/options.ts';
import { printReceipt } from '../support/print-receipt.ts';
import { startProviderStub } from '../support/provider-stub.ts';
import { writeStory } from './write-story.ts';

const options = readOptions('story-generator', 'an outline, three chapters and a cover for one story');
const { endpoints, user, job } = options;
const providers = await startProviderStub();

const costkeeper = createCostkeeper({
  queueUrl: endpoints.queueUrl,
  apiUrl: endpoints.api,
  token: endpoints.tokens.writer,
});
// The address is no provider's own, as behind a proxy: the name is said.
const openai = wrapOpenAI(new OpenAI({ apiKey: 'stub', baseURL: providers.openai }), costkeeper, {
  provider: 'openai',
});
const anthropic = wrapAnthropic(new Anthropic({ apiKey: 'stub', baseURL: providers.anthropic }), costkeeper);

const context = { userId: user, resource: { type: 'story', id: job }, tags: { tier: 'tier2' } };
await costkeeper.withContext(context, async () => {
  const story = await writeStory({ costkeeper, openai, anthropic });
  if (!options.json) console.log(`${story.chapters.length} chapters, the first: ${story.chapters[0] ?? ''}`);
});

await costkeeper.close();
providers.close();
await printReceipt(options, 'story', costkeeper.stats().recorded);
