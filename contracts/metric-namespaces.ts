/** CloudWatch namespace of a stage's spend; the function may write to this one and to no other. */
export function spendNamespaceOf(stage: string): string {
  return `Costkeeper-${stage}/Spend`;
}
