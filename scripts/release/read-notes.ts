/** What a release is made of. */
export interface Release {
  /** The tag, as v0.2.0. */
  readonly tag: string;
  /** Versions that have to be the tag's, by the file that says them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly changelog: string;
}

/**
 * The changelog's section of the tag's version, without its heading. @throws with every reason why the release
 * would be wrong: a tag that is no version, files of another version, no section, an empty one.
 */
export function readNotes({ tag, versions, changelog }: Release): string {
  const version = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag)?.[1];
  if (version === undefined) throw new Error(`${tag} is no tag of a release: it has to be like v1.2.3`);
  const notes = sectionOf(changelog, version);
  const wrong = [
    ...Object.entries(versions)
      .filter(([, other]) => other !== version)
      .map(([file, other]) => `${file} says ${other}: set it to ${version}, or tag v${other}`),
    ...(notes === undefined
      ? [`CHANGELOG.md has no section ${version}: rename "Unreleased" to "${version} - YYYY-MM-DD"`]
      : []),
    ...(notes === '' ? [`the section ${version} of CHANGELOG.md is empty`] : []),
  ];
  if (notes === undefined || wrong.length > 0) throw new Error(wrong.join('\n'));
  return notes;
}

/** The text below a heading of the version, up to the next of the same level. */
function sectionOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => (/^\[?([^\]\s]+)/.exec(text)?.[1] ?? '') === version);
  return section?.slice(section.indexOf('\n') + 1).trim();
}
