import type { RepeatKind } from '@muster/core'

/** The position is what is stored: new kinds go to the end. */
export const repeatKinds: readonly RepeatKind[] = ['never', 'times', 'nextBoot', 'everyBoot']
