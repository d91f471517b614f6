/** Why the gate does not allow a call as it is, as applications tell it apart. */
export const GATE_CODES = [
  'limit-reached',
  'stopped',
  'cheaper-model',
  'price-unknown',
  'calls-under-way',
  'parent-ended',
] as const;
export type GateCode = (typeof GATE_CODES)[number];
