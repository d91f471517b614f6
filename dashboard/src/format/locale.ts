/**
 * The reader's language for numbers and dates: the browser's first that formats can use, else en-US. Words of the
 * page stay English. A machine without a locale names one that does not exist, such as `en-US@posix`.
 */
export function readerLocale(languages: readonly string[]): string {
  for (const language of languages) {
    try {
      return Intl.getCanonicalLocales(language)[0] ?? 'en-US';
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return 'en-US';
}

/** The locale of this page. */
export const LOCALE = readerLocale(typeof navigator === 'undefined' ? [] : navigator.languages);
