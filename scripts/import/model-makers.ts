/** Who makes a model, by how its name begins: for exports that name the model alone. */
export const MAKERS: Readonly<Record<string, string>> = {
  claude: 'anthropic',
  gpt: 'openai',
  codex: 'openai',
  o1: 'openai',
  o3: 'openai',
  o4: 'openai',
  gemini: 'google',
  grok: 'x-ai',
  kimi: 'moonshotai',
  glm: 'z-ai',
  deepseek: 'deepseek',
  qwen: 'alibaba',
  minimax: 'minimax',
  mistral: 'mistral',
  devstral: 'mistral',
  codestral: 'mistral',
};
