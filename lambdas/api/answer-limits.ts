/** A function's answer is JSON of at most 6 MB (6,291,556 bytes), in which quotes and line ends take two. */
export const MOST_ANSWER_BYTES = 6_200_000;

/** The gateway waits 30 s; what takes longer than this becomes a job. */
export const LONGEST_ANSWER_MS = 10_000;
