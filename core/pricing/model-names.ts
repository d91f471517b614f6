import { lookUp } from '../../contracts/look-up.ts';

const WRAPPERS = new RegExp(
  `^(?:${[
    'azure|azure_ai|openai|anthropic|google|gemini|vertex_ai|vertex|bedrock|bedrock_converse|models|mistral|xai|x-ai',
    'deepseek|groq|cohere|perplexity|converse|litellm_proxy|openrouter|vercel|zai|z-ai|moonshot|moonshotai|minimax',
    'together_ai|fireworks_ai|cerebras|voyage|dashscope|deepgram|elevenlabs|assemblyai|text-completion-openai',
  ].join('|')})/`,
);
const VERTEX_PATH = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/[^/]+\/models\//;
const BEDROCK_ARN = /^arn:[^:]+:bedrock:[^:]*:[^:]*:[^/]+\/(.+)$/;
const BEDROCK_PLACE = /^(us|eu|apac|au|jp|ca|in|sa|us-gov|global)\.(.+)$/;
/** Days of a calendar: what only looks like one is part of a name. */
const DATED =
  /[-@]20\d{2}(-?)(?:(?:0[13578]|1[02])\1(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)\1(?:0[1-9]|[12]\d|30)|02\1(?:0[1-9]|[12]\d))$|@(?:latest|default)$/;

/**
 * What a provider puts behind a name without another price: Google its numbers of stable versions and the days
 * of previews, Bedrock the first version of a model, its revision and its context. A later version (`-v2`) is
 * a model of its own, and so are Mistral's months and OpenAI's four digits: those are listed by name.
 */
const VERSIONS: Readonly<Record<string, RegExp>> = {
  google: /(?<=^gemini-.*)(?<!-\d{3})-\d{3}$|(?<=-preview)-\d{2}-(?:\d{4}|\d{2})$/,
  bedrock: /:\d+k$|:\d+$|-v1$/,
};

/** The model a name means once the way it was routed is taken off: ARN, `azure/…`, `models/…`. */
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

/** The names left when date and version are taken off a name one after the other; none when it has neither. */
export function undatedModels(provider: string, name: string): readonly string[] {
  const names: string[] = [];
  const version = lookUp(VERSIONS, provider);
  let current = name;
  for (;;) {
    let plain = current.replace(DATED, '');
    if (plain === current && version) plain = current.replace(version, '');
    if (plain === current || plain === '') return names;
    names.push((current = plain));
  }
}

const FINE_TUNE = /^ft:([^:]+):/;
const AZURE_FINE_TUNE = /^(.+)\.ft-/;

/** The base of a fine-tune as the catalogue names its price, `ft:BASE`; nothing for every other name. */
export function fineTunedModel(name: string): string | undefined {
  const base = FINE_TUNE.exec(name)?.[1] ?? AZURE_FINE_TUNE.exec(name)?.[1];
  return base === undefined ? undefined : `ft:${base}`;
}

/**
 * Other spellings of a name of Claude: `claude-opus-4-5` for `claude-opus-4.5`, and with the family first,
 * `claude-sonnet-4-5-20250929` for OpenRouter's `claude-4.5-sonnet-20250929`. None for any other name.
 */
export function claudeSpellings(name: string): readonly string[] {
  if (!name.startsWith('claude-')) return [];
  const dashed = name.replace(/^(claude-.*\d)\.(\d)/, '$1-$2');
  const familyFirst = dashed.replace(/^claude-(\d+(?:-\d{1,2})?)-([a-z]+)(?=-|@|$)/, 'claude-$2-$1');
  return [...new Set([dashed, familyFirst])].filter((one) => one !== name);
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

/** Ends of rules that are no name: the start of a date, or of a number. */
const CUT_OFF = /-20\d\d$|[a-z]-0$/;

/** First characters of the rules that spell a name, or a part of one. */
export const RULE_KINDS = ['^', '*', '$'] as const;

/** The name that a rule of the source spells, as one more alias; nothing where it spells only a part of one. */
export function spelledModel(rule: string | readonly string[]): string | undefined {
  const text = typeof rule === 'string' ? rule : (rule.find((part) => part.startsWith('^')) ?? '');
  if (!/^[\^*$]/.test(text)) return undefined;
  const name = text.slice(1).replace(/[-@:]$/, '');
  return name === '' || /^ft:|\.ft$/.test(name) || CUT_OFF.test(name) ? undefined : name;
}
