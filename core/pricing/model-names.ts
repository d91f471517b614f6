const WRAPPERS =
  /^(?:azure|azure_ai|openai|anthropic|google|gemini|vertex_ai|vertex|bedrock|models|mistral|xai|x-ai|deepseek|groq|cohere|perplexity|converse|litellm_proxy|openrouter|vercel)\//;
const VERTEX_PATH = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/[^/]+\/models\//;
const BEDROCK_ARN = /^arn:[^:]+:bedrock:[^:]*:[^:]*:[^/]+\/(.+)$/;
const BEDROCK_PLACE = /^(us|eu|apac|au|jp|ca|in|sa|us-gov|global)\.(.+)$/;
const DATED = /(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest|default)|-\d{2}-\d{4})$/;

/** What a name stands for once the way it was routed is taken off: ARN, `azure/…`, `models/…`. */
export function unwrapModel(name: string): readonly string[] {
  const names: string[] = [];
  let current = name.trim();
  if (current !== name) names.push(current);
  const arn = BEDROCK_ARN.exec(current);
  if (arn?.[1]) names.push((current = arn[1]));
  const path = current.replace(VERTEX_PATH, '');
  if (path !== current) names.push((current = path));
  while (WRAPPERS.test(current)) names.push((current = current.replace(WRAPPERS, '')));
  if (current !== current.toLowerCase()) names.push(current.toLowerCase());
  return names;
}

/**
 * Bedrock names of one model: an inference profile of a geography has the regional price, `global.` its own.
 * The catalogue keeps them as `regional.X` and `global.X`.
 */
export function bedrockNames(name: string): readonly string[] {
  const place = BEDROCK_PLACE.exec(name);
  if (!place?.[1] || !place[2]) return [`regional.${name}`];
  return place[1] === 'global' ? [name, place[2]] : [`regional.${place[2]}`, place[2]];
}

/** The name without its date or `latest`; nothing when it carries none. */
export function undatedModel(name: string): string | undefined {
  const plain = name.replace(DATED, '');
  return plain === name || plain === '' ? undefined : plain;
}

/** Whether a name fits one rule: `^start`, `*part`, `$end`, `~regex`; a list must fit as a whole. */
export function fitsRule(rule: string | readonly string[], name: string): boolean {
  if (typeof rule !== 'string') return rule.every((part) => fitsRule(part, name));
  const text = rule.slice(1);
  switch (rule.charAt(0)) {
    case '^':
      return name.startsWith(text);
    case '*':
      return name.includes(text);
    case '$':
      return name.endsWith(text);
    case '~':
      return new RegExp(text).test(name);
    default:
      return name === rule;
  }
}
