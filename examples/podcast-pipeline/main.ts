/**
 * Three Lambdas with queues between them: script, speech, publishing. The user, the episode and the podcast
 * are named by the first and travel with each message; the receipt has all three, with the Lambdas' own time.
 */
import { readOptions } from '../support/options.ts';
import { printReceipt } from '../support/print-receipt.ts';
import { startProviderStub } from '../support/provider-stub.ts';
import { createApplication } from './application.ts';
import { createPublish } from './publish.ts';
import { lambdaContext, QueueLoop } from './queue-loop.ts';
import { createSpeak } from './speak.ts';
import { createWriteScript } from './write-script.ts';

const options = readOptions('podcast-pipeline', 'one episode through three Lambdas and two queues');
const { endpoints, user, job } = options;
const providers = await startProviderStub();
const loop = new QueueLoop(endpoints);
const queues = {
  speech: await loop.createQueue(`${job}-speech`),
  publishing: await loop.createQueue(`${job}-publishing`),
};
const application = createApplication(endpoints, providers, queues);

const order = { userId: user, podcastId: 'pod-1', episode: { id: job, topic: 'lighthouses' } };
await createWriteScript(application)(order, lambdaContext('write-script') as never);
await loop.deliver(queues.speech, 'speak', createSpeak(application));
await loop.deliver(queues.publishing, 'publish', createPublish(application));

await application.costkeeper.close();
await loop.end(queues.speech, queues.publishing);
providers.close();
await printReceipt(options, 'episode', application.costkeeper.stats().recorded);
