import { fileURLToPath } from 'node:url'

/** This very agent. As a bundle it is one file; from its sources it starts at bin.ts. */
export const program = fileURLToPath(
  import.meta.url.endsWith('.ts') ? new URL('../bin.ts', import.meta.url) : import.meta.url,
)
