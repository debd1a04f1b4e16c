/** Of SQLite's format of the log: a head, and before each page of 4 KiB what it is. */
export const headBytes = 32
export const frameBytes = 24 + 4096

/** Beyond this the log is cut when it starts anew. */
export const mostLogBytes = 64 * 1024 * 1024
