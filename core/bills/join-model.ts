import { catalogueIndex } from '../pricing/catalogue-index.ts';
import { canonicalModel } from '../pricing/model-identity.ts';

/** Names of AWS that the ledger wrote before the catalogue had one for duration and requests together. */
const FORMER_SKUS: ReadonlyMap<string, string> = new Map([
  ['duration-arm64', 'lambda-arm64'],
  ['request-arm64', 'lambda-arm64'],
  ['duration-x86_64', 'lambda-x86_64'],
  ['request-x86_64', 'lambda-x86_64'],
  ['standard-request', 'sqs-standard'],
  ['fifo-request', 'sqs-fifo'],
]);

/** Where a model runs, and who made it: `us.anthropic.` of Bedrock's ids. */
const PLACE_AND_MAKER =
  /^(?:(?:us|eu|apac|au|jp|ca|in|sa|us-gov|global|regional)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|stability|writer|qwen|google|moonshotai|moonshot|minimax|nvidia|zai|xai|twelvelabs|luma)\./;
const EDITION = /[\s-]*\(amazon[\s-]bedrock(?:[\s-]edition)?\)\s*$/;
const VERSION = /(?:-v1)?(?::\d+)?(?::\d+k)?$/;
const DATED = /[-@]?(?:\d{4}-\d{2}-\d{2}|20\d{6})(?=$|-v\d)/;

/**
 * What a model is called for a comparison of two sides that spell it differently: `Claude Sonnet 4.5`,
 * `Claude4.5Sonnet` and `us.anthropic.claude-sonnet-4-5-20250929-v1:0` are one. SKUs of AWS are those of the
 * catalogue; for models it is the words in order of the alphabet, and the numbers.
 */
export function joinModel(provider: string, model: string): string {
  if (provider === 'aws') {
    const former = FORMER_SKUS.get(model);
    return former ?? catalogueIndex.find('aws', model)?.entries[0]?.entry.id ?? model;
  }
  if (model.startsWith('ft:')) return model;
  // Bedrock's ids tell versions of a model apart that its maker calls by one name.
  const plain = (provider === 'bedrock' ? model : canonicalModel(model))
    .toLowerCase()
    .replace(EDITION, '')
    .replace(PLACE_AND_MAKER, '')
    .replace(VERSION, '')
    .replace(DATED, '');
  const words = plain.match(/[a-z]+/g) ?? [];
  const numbers = plain.match(/\d+/g) ?? [];
  while (numbers.length > 1 && numbers.at(-1) === '0') numbers.pop();
  return `${words.toSorted((a, b) => (a < b ? -1 : 1)).join('-')} ${numbers.join('.')}`.trim();
}
