import type { Change } from './time/hooks.ts'

/** Scripts that a host runs at once. */
export const runningLimit = 2

/** Limits made so small that the few tasks of a seed meet them. */
export const smallLimits: readonly Change[] = [
  {
    file: 'packages/server/src/gateway/native/open-tasks.ts',
    from: 'const window = 128',
    to: `const window = ${runningLimit + 1}`,
  },
  {
    file: 'packages/agent/src/tasks/admission.ts',
    from: 'runningLimit = 256',
    to: `runningLimit = ${runningLimit}`,
  },
]
