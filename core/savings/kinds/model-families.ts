/**
 * Models that can stand in for one another. A family is one line of models of one provider; its classes go from
 * the most to the least able, and the models of a class from the oldest to the newest generation. `current`
 * models may be advised; the others are only recognised.
 *
 * The rule: advise a current model of the same class that is at least as new (little risk), or any current model
 * of the next class down (to be tried on one's own work first). Never two classes down. Which one is cheaper is
 * not written here: the price book decides by what was really used.
 */
export interface ModelFamily {
  readonly provider: string;
  readonly name: string;
  /** Changing the model means more than changing its name, e.g. to embed everything again. */
  readonly hardToSwitch?: boolean;
  readonly classes: readonly { readonly models: readonly string[]; readonly current: readonly string[] }[];
}

export const DIRECT_FAMILIES: readonly ModelFamily[] = [
  {
    provider: 'openai',
    name: 'GPT',
    classes: [
      { models: ['o1-pro', 'gpt-5-pro', 'gpt-5.2-pro', 'gpt-5.4-pro', 'gpt-5.5-pro'], current: [] },
      {
        models: [
          'gpt-4',
          'gpt-4-32k',
          'gpt-4-turbo',
          'gpt-4o-2024-05-13',
          'gpt-4o',
          'o1',
          'gpt-4.5-preview',
          'gpt-4.1',
          'o3',
          'gpt-5',
          'gpt-5.1',
          'gpt-5.2',
          'gpt-5.3',
          'gpt-5.4',
          'gpt-5.5',
          'gpt-5.6-sol',
          'gpt-6-sol',
        ],
        current: ['gpt-4o', 'gpt-4.1', 'gpt-5', 'gpt-5.1', 'gpt-5.4', 'gpt-5.6-sol', 'gpt-6-sol'],
      },
      {
        models: [
          'gpt-3.5-turbo',
          'gpt-4o-mini',
          'o1-mini',
          'o3-mini',
          'gpt-4.1-mini',
          'o4-mini',
          'gpt-5-mini',
          'gpt-5.4-mini',
          'gpt-5.6-terra',
        ],
        current: ['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-5-mini', 'gpt-5.4-mini', 'gpt-5.6-terra'],
      },
      {
        models: ['gpt-4.1-nano', 'gpt-5-nano', 'gpt-5.4-nano', 'gpt-5.6-luna', 'gpt-6-luna'],
        current: ['gpt-4.1-nano', 'gpt-5-nano', 'gpt-5.4-nano', 'gpt-5.6-luna', 'gpt-6-luna'],
      },
    ],
  },
  {
    provider: 'openai',
    name: 'OpenAI speech',
    classes: [
      { models: ['tts-1-hd'], current: [] },
      { models: ['tts-1'], current: ['tts-1'] },
    ],
  },
  {
    provider: 'openai',
    name: 'OpenAI embeddings',
    hardToSwitch: true,
    classes: [
      { models: ['text-embedding-3-large'], current: ['text-embedding-3-large'] },
      { models: ['text-embedding-ada-002', 'text-embedding-3-small'], current: ['text-embedding-3-small'] },
    ],
  },
  {
    provider: 'anthropic',
    name: 'Claude',
    classes: [
      {
        models: [
          'claude-3-opus',
          'claude-opus-4-0',
          'claude-opus-4',
          'claude-opus-4-1',
          'claude-opus-4-5',
          'claude-opus-4-6',
          'claude-opus-4-7',
          'claude-opus-4-8',
          'claude-opus-5',
          'claude-opus-5-5',
        ],
        current: [
          'claude-opus-4-5',
          'claude-opus-4-6',
          'claude-opus-4-8',
          'claude-opus-5',
          'claude-opus-5-5',
        ],
      },
      {
        models: [
          'claude-3-sonnet',
          'claude-3-5-sonnet',
          'claude-3-7-sonnet',
          'claude-sonnet-4-0',
          'claude-sonnet-4',
          'claude-sonnet-4-5',
          'claude-sonnet-4-6',
          'claude-sonnet-5',
        ],
        current: ['claude-sonnet-4-5', 'claude-sonnet-4-6', 'claude-sonnet-5'],
      },
      { models: ['claude-3-haiku', 'claude-3-5-haiku', 'claude-haiku-4-5'], current: ['claude-haiku-4-5'] },
    ],
  },
  {
    provider: 'google',
    name: 'Gemini',
    classes: [
      {
        models: ['gemini-1.5-pro', 'gemini-2.5-pro', 'gemini-3-pro-preview', 'gemini-3.1-pro-preview'],
        current: ['gemini-2.5-pro', 'gemini-3.1-pro-preview'],
      },
      {
        models: [
          'gemini-1.5-flash',
          'gemini-2.0-flash',
          'gemini-2.5-flash',
          'gemini-3-flash-preview',
          'gemini-3.5-flash',
          'gemini-3.6-flash',
          'gemini-3.7-flash',
          'gemini-3.8-flash',
        ],
        current: ['gemini-2.5-flash', 'gemini-3.5-flash', 'gemini-3.8-flash'],
      },
      {
        models: [
          'gemini-2.0-flash-lite',
          'gemini-2.5-flash-lite',
          'gemini-3.1-flash-lite',
          'gemini-3.5-flash-lite',
        ],
        current: ['gemini-2.5-flash-lite', 'gemini-3.1-flash-lite', 'gemini-3.5-flash-lite'],
      },
    ],
  },
  {
    provider: 'deepseek',
    name: 'DeepSeek',
    classes: [
      { models: ['deepseek-v4-pro'], current: ['deepseek-v4-pro'] },
      { models: ['deepseek-v4-flash'], current: ['deepseek-v4-flash'] },
    ],
  },
  {
    provider: 'elevenlabs',
    name: 'ElevenLabs speech',
    classes: [
      { models: ['eleven_multilingual_v2', 'eleven_v3'], current: ['eleven_v3'] },
      { models: ['eleven_turbo_v2_5', 'eleven_flash_v2_5'], current: ['eleven_flash_v2_5'] },
    ],
  },
];
