import { changeForm, type FormPorts } from '../budgets/change-form.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Advice, AdviceStore, DegradeChange } from './optimization-state.ts';

export interface DecidePorts {
  readonly advice: AdviceStore;
  readonly budgets: FormPorts;
}

/** Who decides what about which advice. */
export interface Decision {
  readonly id: string;
  readonly status: 'applied' | 'rejected';
  readonly by: string;
  readonly at: Instant;
  readonly note?: string | undefined;
}

/**
 * Applies or rejects advice. Applying a change of model makes `degrade` hand the cheaper model back; rejecting
 * it later undoes that. Deciding the same again changes nothing. Throws NotFoundError for advice that is not
 * in the list, ConflictError when somebody else decided at the same moment.
 */
export async function decideAdvice(
  { id, ...decision }: Decision,
  list: readonly Advice[],
  ports: DecidePorts,
): Promise<Advice> {
  const advice = list.find(({ optimisation }) => optimisation.id === id);
  if (!advice) throw new NotFoundError(`there is no advice "${id}" any more: GET /optimizations lists it`);
  if (advice.status === decision.status) return advice;
  const degrade = decision.status === 'applied' ? await degradeOf(advice, ports) : advice.degrade;
  const decided: Advice = {
    ...advice,
    status: decision.status,
    foundAt: advice.foundAt ?? decision.at,
    decidedAt: decision.at,
    decidedBy: decision.by,
    note: decision.note,
    degrade,
  };
  if (!(await ports.advice.save(decided))) {
    throw new ConflictError(`advice "${id}" was decided at the same moment: read it again`);
  }
  if (degrade) await changeDegrade(degrade, decision, ports);
  return { ...decided, revision: advice.revision + 1 };
}

async function degradeOf(
  { optimisation: { action } }: Advice,
  { budgets }: DecidePorts,
): Promise<DegradeChange | undefined> {
  if (action.type !== 'switch-model' || action.toModel === undefined) return undefined;
  const { form } = await budgets.books.current();
  return { model: action.model, to: action.toModel, before: form.degradeTo[action.model] };
}

/** An undo leaves alone what somebody has changed since. */
async function changeDegrade(
  { model, to, before }: DegradeChange,
  { status, by, at }: Omit<Decision, 'id'>,
  { budgets }: DecidePorts,
): Promise<void> {
  const { degradeTo } = (await budgets.books.current()).form;
  const wanted = status === 'applied' ? to : before;
  if (status === 'rejected' && degradeTo[model] !== to) return;
  const { [model]: _now, ...others } = degradeTo;
  const changed = wanted === undefined ? others : { ...others, [model]: wanted };
  await changeForm({ degradeTo: changed }, by, at, budgets);
}
