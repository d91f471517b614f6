export { Costkeeper } from './costkeeper.ts';
export { createCostkeeper } from './create-costkeeper.ts';
export type { CostkeeperOptions } from './core/costkeeper-options.ts';
export { createCostkeeperReader, CostkeeperReader, type ReaderOptions } from './reader.ts';
export { ApiError, SignInError, type TokenSource } from './core/api-request.ts';
export {
  BudgetDeniedError,
  GateSetupError,
  type AuthorizeRequest,
  type GateOptions,
  type Grant,
} from './core/gate-types.ts';
export type { CheckedWay, CheckReport } from './core/check-setup.ts';
export type { LastError } from './core/failure-report.ts';
export type { ClientStats, DeadLetter, DeadLetterCallback, LossReason } from './core/losses.ts';
export type { BatchOptions, RetryOptions } from './core/send-defaults.ts';
export { CONTEXT_ATTRIBUTE, CONTEXT_HEADER, type OutgoingMessage } from './core/propagation.ts';
export type { EnteredCall, GatedRecorder, UsageRecorder } from './core/wrapper-ports.ts';
export type { SqsSender } from './core/sqs-transport.ts';
export type { CostEstimate, PriceHint } from './core/tally.ts';
export { SendFailure, type Transport } from './core/transport.ts';
export { deniedGrant } from './wrappers/denied-answer.ts';
export type { CallToEstimate, WrapGateOptions } from './wrappers/call-gate.ts';
export type { Reference, UsageContext } from './core/usage-context.ts';
export type { Service, UsageDraft, UsagePart, UsageQuantities } from './core/usage-event.ts';
