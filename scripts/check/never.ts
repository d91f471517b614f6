/** What code without clock, chance and environment never says, each with what it does instead. */
export const PURE = [
  [/\bprocess\.env\b/, 'settings come in as parameters'],
  [/\bDate\.now\(\)|\bnew Date\(\)/, 'time comes in as a parameter'],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'ids and chance come in as parameters'],
] as const;

/** Of the commands of the project a package imports what builds packages, and no more. */
export const ONLY_PACK = [
  /from '(?:\.\.\/)+scripts\/(?!pack\/)/,
  'of scripts/ it uses what builds packages alone',
] as const;
