/** Days that stored records without a setting of their own are kept. */
export const KEPT_DAYS = {
  /** From their start. */
  jobs: 30,
  /** From when they were raised. */
  alerts: 400,
} as const;
