import { createRequire } from 'node:module';
import path from 'node:path';

/** The functions run on Node 24 at AWS, and so they do here; node:sqlite is there from it on too. */
const OLDEST_MAJOR = 24;

/**
 * The Node that the local system runs on: `current`, where it is 24 or later, else the one that npm installed with
 * the package. @throws with the way out when there is neither
 */
export function findNode(current: { readonly version: string; readonly execPath: string }): string {
  if (Number.parseInt(current.version.slice(1), 10) >= OLDEST_MAJOR) return current.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.filename).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch (cause) {
    throw new Error(
      `The local system needs Node ${OLDEST_MAJOR}, as the functions at AWS do, and this is ${current.version}. Run it ` +
        `with Node ${OLDEST_MAJOR}, or let npm install its optional dependencies (no --omit=optional).`,
      { cause },
    );
  }
}
