import { isUtf8 } from 'node:buffer'
import type { Invocation, Task } from '@muster/protocol/api'

/** Bytes as text, and beside it as they were when they are no UTF-8. */
function textAndBytes(base64: string, name: string): Record<string, string> {
  const bytes = Buffer.from(base64, 'base64')
  return { [name]: bytes.toString('utf8'), ...(isUtf8(bytes) ? {} : { [`${name}Base64`]: base64 }) }
}

/** An invocation and all its tasks for a program to read: one document. */
export const runDocument = (invocation: Invocation, tasks: readonly Task[]) => ({
  invocation: { ...invocation, ...textAndBytes(invocation.script, 'script') },
  tasks: tasks.map((task) => ({ ...task, ...textAndBytes(task.output ?? '', 'output') })),
})
