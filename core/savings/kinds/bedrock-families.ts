import type { ModelFamily } from './model-families.ts';

/**
 * Families on Bedrock, by its own ids without the place in front (`us.`, `eu.`, `global.`): a stand-in is used
 * from the same place as the model it replaces.
 */
export const BEDROCK_FAMILIES: readonly ModelFamily[] = [
  {
    provider: 'bedrock',
    name: 'Claude on Bedrock',
    classes: [
      {
        models: [
          'anthropic.claude-3-opus-20240229-v1:0',
          'anthropic.claude-opus-4-20250514-v1:0',
          'anthropic.claude-opus-4-1-20250805-v1:0',
          'anthropic.claude-opus-4-5-v1:0',
          'anthropic.claude-opus-4-6-v1:0',
          'anthropic.claude-opus-4-7-v1:0',
          'anthropic.claude-opus-4-8-v1:0',
        ],
        current: ['anthropic.claude-opus-4-6-v1:0', 'anthropic.claude-opus-4-8-v1:0'],
      },
      {
        models: [
          'anthropic.claude-3-sonnet-20240229-v1:0',
          'anthropic.claude-3-5-sonnet-20240620-v1:0',
          'anthropic.claude-3-5-sonnet-20241022-v2:0',
          'anthropic.claude-3-7-sonnet-20250219-v1:0',
          'anthropic.claude-sonnet-4-20250514-v1:0',
          'anthropic.claude-sonnet-4-5-20250929-v1:0',
          'anthropic.claude-sonnet-4-6-v1:0',
        ],
        current: ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic.claude-sonnet-4-6-v1:0'],
      },
      {
        models: [
          'anthropic.claude-3-haiku-20240307-v1:0',
          'anthropic.claude-3-5-haiku-20241022-v1:0',
          'anthropic.claude-haiku-4-5-20251001-v1:0',
        ],
        current: ['anthropic.claude-haiku-4-5-20251001-v1:0'],
      },
    ],
  },
  {
    provider: 'bedrock',
    name: 'Nova',
    classes: [
      { models: ['amazon.nova-premier-v1:0'], current: [] },
      { models: ['amazon.nova-pro-v1:0'], current: ['amazon.nova-pro-v1:0'] },
      { models: ['amazon.nova-lite-v1:0'], current: ['amazon.nova-lite-v1:0'] },
      { models: ['amazon.nova-micro-v1:0'], current: ['amazon.nova-micro-v1:0'] },
    ],
  },
];
