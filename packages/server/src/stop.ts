/**
 * Aborts at the first SIGTERM or SIGINT. Listened for from the first moment on: a signal that comes while a server starts
 * ends it in order, as any later one. A second one ends it at once.
 */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort(name))
  return stop.signal
}
