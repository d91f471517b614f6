import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { MODEL_FAMILIES } from '../../../core/optimizations/kinds/model-families.ts';
import { standInsFor } from '../../../core/optimizations/kinds/stand-ins.ts';
import file from '../../../prices/model-families.json' with { type: 'json' };

const book = createPriceBook();
const at = Date.parse('2026-11-21T00:00:00Z');

const text = z.string().check(z.minLength(1));
const fileSchema = z.strictObject({
  observedAt: z.iso.date(),
  source: text,
  families: z.array(
    z.strictObject({
      provider: text,
      name: text,
      hardToSwitch: z.optional(z.boolean()),
      classes: z
        .array(z.strictObject({ models: z.array(text).check(z.minLength(1)), current: z.array(text) }))
        .check(z.minLength(1)),
    }),
  ),
});

const REPLACEMENTS: readonly (readonly [provider: string, model: string, expected: readonly string[]])[] = [
  [
    'openai',
    'gpt-4',
    [
      '+gpt-4o',
      '+gpt-4.1',
      '+gpt-5',
      '+gpt-5.1',
      '+gpt-5.4',
      '+gpt-5.6-sol',
      '+gpt-6-sol',
      '-gpt-4o-mini',
      '-gpt-4.1-mini',
      '-gpt-5-mini',
      '-gpt-5.4-mini',
      '-gpt-5.6-terra',
    ],
  ],
  [
    'openai',
    'gpt-4o-2024-11-20',
    [
      '+gpt-4.1',
      '+gpt-5',
      '+gpt-5.1',
      '+gpt-5.4',
      '+gpt-5.6-sol',
      '+gpt-6-sol',
      '-gpt-4o-mini',
      '-gpt-4.1-mini',
      '-gpt-5-mini',
      '-gpt-5.4-mini',
      '-gpt-5.6-terra',
    ],
  ],
  [
    'openai',
    'gpt-4o-mini',
    [
      '+gpt-4.1-mini',
      '+gpt-5-mini',
      '+gpt-5.4-mini',
      '+gpt-5.6-terra',
      '-gpt-4.1-nano',
      '-gpt-5-nano',
      '-gpt-5.4-nano',
      '-gpt-5.6-luna',
      '-gpt-6-luna',
    ],
  ],
  [
    'openai',
    'o1-pro',
    ['-gpt-4o', '-gpt-4.1', '-gpt-5', '-gpt-5.1', '-gpt-5.4', '-gpt-5.6-sol', '-gpt-6-sol'],
  ],
  ['openai', 'gpt-6-luna', []],
  ['openai', 'tts-1-hd', ['-tts-1']],
  ['openai', 'text-embedding-3-large', ['-text-embedding-3-small']],
  [
    'anthropic',
    'claude-opus-4-1-20250805',
    [
      '+claude-opus-4-5',
      '+claude-opus-4-6',
      '+claude-opus-4-8',
      '+claude-opus-5',
      '+claude-opus-5-5',
      '-claude-sonnet-4-5',
      '-claude-sonnet-4-6',
      '-claude-sonnet-5',
    ],
  ],
  [
    'anthropic',
    'claude-3-5-sonnet',
    ['+claude-sonnet-4-5', '+claude-sonnet-4-6', '+claude-sonnet-5', '-claude-haiku-4-5'],
  ],
  ['anthropic', 'claude-3-haiku', ['+claude-haiku-4-5']],
  [
    'google',
    'gemini-1.5-pro',
    [
      '+gemini-2.5-pro',
      '+gemini-3.1-pro-preview',
      '-gemini-2.5-flash',
      '-gemini-3.5-flash',
      '-gemini-3.8-flash',
    ],
  ],
  [
    'gemini',
    'gemini-2.0-flash',
    [
      '+gemini-2.5-flash',
      '+gemini-3.5-flash',
      '+gemini-3.8-flash',
      '-gemini-2.5-flash-lite',
      '-gemini-3.1-flash-lite',
      '-gemini-3.5-flash-lite',
    ],
  ],
  ['deepseek', 'deepseek-v4-pro', ['-deepseek-v4-flash']],
  ['elevenlabs', 'eleven_multilingual_v2', ['+eleven_v3', '-eleven_flash_v2_5']],
  [
    'aws-bedrock',
    'us.anthropic.claude-3-opus-20240229-v1:0',
    [
      '+us.anthropic.claude-opus-4-6-v1:0',
      '+us.anthropic.claude-opus-4-8-v1:0',
      '-us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      '-us.anthropic.claude-sonnet-4-6-v1:0',
    ],
  ],
  [
    'bedrock',
    'eu.anthropic.claude-3-5-sonnet-20241022-v2:0',
    [
      '+eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      '+eu.anthropic.claude-sonnet-4-6-v1:0',
      '-eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    ],
  ],
  ['bedrock', 'amazon.nova-premier-v1:0', ['-amazon.nova-pro-v1:0']],
  ['bedrock', 'amazon.nova-lite-v1:0', ['-amazon.nova-micro-v1:0']],
];

describe('the model families', () => {
  const advised = MODEL_FAMILIES.flatMap((family) =>
    family.classes.flatMap((item) => item.current.map((model) => [family.provider, model] as const)),
  );

  it.each(advised)('advises only models that the catalogue prices: %s %s', (provider, model) => {
    const tokens = { input_tokens: parseQuantity('1000') };
    const answers = [tokens, { characters: parseQuantity('1000') }].map((usage) =>
      book.price({ provider, model, attributes: {}, usage, at }),
    );
    expect(answers.some((answer) => answer.status === 'priced')).toBe(true);
  });

  it('have the shape that their file promises, every model once in its family', () => {
    expect(fileSchema.safeParse(file).error).toBeUndefined();
    const named = MODEL_FAMILIES.flatMap(({ name, classes }) =>
      classes.flatMap(({ models }) => models.map((model) => `${name}: ${model}`)),
    );
    expect(named.filter((item, i) => named.indexOf(item) !== i)).toEqual([]);
  });

  it('advises only what it recognises', () => {
    for (const { classes } of MODEL_FAMILIES) {
      for (const { models, current } of classes) expect(models).toEqual(expect.arrayContaining([...current]));
    }
  });

  it.each([
    ['openai', 'gpt-4', 'gpt-4o', false],
    ['openai', 'gpt-4o-2024-11-20', 'gpt-4o-mini', true],
    ['anthropic', 'claude-3-opus-20240229', 'claude-sonnet-4-5', true],
    ['gemini', 'gemini-2.5-pro', 'gemini-2.5-flash', true],
    [
      'aws-bedrock',
      'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
      true,
    ],
  ])('lets %s %s be replaced by %s', (provider, model, to, classDown) => {
    expect(standInsFor(provider, model)).toContainEqual(expect.objectContaining({ model: to, classDown }));
  });

  it.each([
    ['openai', 'gpt-4o', 'gpt-4.1-nano'],
    ['openai', 'gpt-5', 'gpt-4o'],
    ['openai', 'gpt-4o', 'gpt-4o'],
    ['google', 'gemini-2.5-flash', 'gemini-2.5-pro'],
    ['nobody', 'gpt-4o', 'gpt-4o-mini'],
  ])('does not let %s %s be replaced by %s', (provider, model, to) => {
    expect(standInsFor(provider, model).map((stand) => stand.model)).not.toContain(to);
  });

  /** What each model may be replaced by, complete and in order: `+` in the same class, `-` one class down. */
  it.each(REPLACEMENTS)('allow %s %s to be replaced by these and no others', (provider, model, expected) => {
    expect(
      standInsFor(provider, model).map(({ model: name, classDown }) => `${classDown ? '-' : '+'}${name}`),
    ).toEqual(expected);
  });
});
