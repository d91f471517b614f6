import { Buffer } from 'node:buffer';
import { InvalidInputError } from '../../core/errors.ts';

/** The longest id there is, 256 characters of four bytes; what is longer fits no key of the table. */
const PATH_BYTES = 1024;

/** Bounds what a path names. @throws InvalidInputError with the variable when its values have over 1,024 bytes */
export function checkPath(path: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const [field, value] of Object.entries(path)) {
    bytes += Buffer.byteLength(value);
    if (bytes > PATH_BYTES) {
      const message = `must be shorter: what a path names may have ${PATH_BYTES} bytes`;
      throw new InvalidInputError(`${field} ${message}`, [{ field, message }]);
    }
  }
}
