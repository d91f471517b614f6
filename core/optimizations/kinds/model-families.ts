import file from '../../../prices/model-families.json' with { type: 'json' };

/**
 * Models that can replace one another. A family is one line of models of one provider; its classes go from the
 * most to the least able, and the models of a class from the oldest to the newest generation. `current` models
 * may be recommended; the others are only recognised. Models of Bedrock are named without the place in front
 * (`us.`, `eu.`, `global.`): a replacement is used from the same place.
 *
 * The rule: recommend a current model of the same class that is at least as new (little risk), or any current
 * model of the next class down (to be tried on one's own work first). Never two classes down. Which one is
 * cheaper is not part of the data: the price book decides by what was really used.
 */
export interface ModelFamily {
  readonly provider: string;
  readonly name: string;
  /** Changing the model means more than changing its name, e.g. to embed everything again. */
  readonly hardToSwitch?: boolean;
  readonly classes: readonly { readonly models: readonly string[]; readonly current: readonly string[] }[];
}

/** Every family of prices/model-families.json. */
export const MODEL_FAMILIES: readonly ModelFamily[] = file.families;
