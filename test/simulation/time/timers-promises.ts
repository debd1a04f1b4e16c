/** In the place of `node:timers/promises`. */
export function setTimeout<Value>(
  ms: number,
  value?: Value,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener('abort', fail)
      resolve(value)
    }, ms)
    if (signal?.aborted) fail()
    else signal?.addEventListener('abort', fail)
  })
}
