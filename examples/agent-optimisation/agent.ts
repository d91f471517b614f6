/** An optimization as `GET /optimizations/{id}` answers it; everything the agent needs is in it. */
export interface Optimization {
  readonly id: string;
  readonly title: string;
  readonly status: 'pending' | 'applied' | 'rejected';
  readonly estimatedSavingUsd: string;
  readonly risk: 'none' | 'low' | 'medium';
  readonly effort: 'low' | 'medium' | 'high';
  readonly guide: readonly string[];
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
  readonly action: {
    readonly type: string;
    readonly operation?: string;
    readonly provider: string;
    readonly model: string;
    readonly toModel?: string;
    readonly attributes?: Readonly<Record<string, string>>;
  };
}

/** What an agent makes of one piece of optimization: do it, ask a person, or leave it. */
export interface Plan {
  readonly decision: 'apply' | 'ask' | 'leave';
  readonly because: string;
  /** What to change in the caller's own configuration; one line for each change. */
  readonly changes: readonly string[];
}

/** An agent may spend this much of a person's trust: changes of low risk and low effort, nothing else. */
export function planFor(optimization: Optimization): Plan {
  const { status, risk, effort, estimatedSavingUsd, evidence } = optimization;
  const changes = changesFor(optimization);
  const saving = `saves about $${estimatedSavingUsd} in 30 days`;
  const measured = `measured on ${evidence['calls']} calls of $${evidence['costUsd']}`;
  if (status !== 'pending') return { decision: 'leave', because: `it is ${status} already`, changes: [] };
  if (changes.length === 0) {
    return { decision: 'ask', because: `${saving}, ${measured}, and needs a person's judgement`, changes };
  }
  const harmless = risk !== 'medium' && effort === 'low';
  return {
    decision: harmless ? 'apply' : 'ask',
    because: `${saving}, ${measured}; risk ${risk}, effort ${effort}`,
    changes,
  };
}

function changesFor({ action }: Optimization): string[] {
  const calls = `calls of ${action.operation ?? 'no operation'}`;
  switch (action.type) {
    case 'switch-model':
      return [`${calls}: model ${action.model} -> ${action.toModel ?? ''}`];
    case 'use-batch-tier':
      return [`${calls}: ${JSON.stringify(action.attributes)} on ${action.model}`];
    case 'cache-prompt':
      return [`${calls}: cache the repeated prompt of ${action.model}`];
    default:
      return [];
  }
}
