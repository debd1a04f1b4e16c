import { type Io, isInteractive } from '../io.ts'
import { ask } from '../tty/prompt.ts'

export interface InterruptActions {
  /** Takes the bar off the screen while a question stands there. */
  readonly pause: () => void
  readonly resume: () => void
  readonly cancel: () => Promise<void>
  readonly leave: () => void
}

// npm passes ctrl-c on to a program that the terminal has told already: two within this time are one key.
const sameKeyMs = 300

/** What ctrl-c does while a run is watched: ask first, leave at the second one, never stop the run unasked. */
export function watchInterrupts(io: Io, question: string, actions: InterruptActions): { readonly end: () => void } {
  const ended = new AbortController()
  let asking = false
  let lastAt = Number.NEGATIVE_INFINITY

  const askOnce = async () => {
    asking = true
    actions.pause()
    const answer = await ask(io, question, ended.signal)
    asking = false
    lastAt = io.now()
    if (ended.signal.aborted) return
    if (answer === 'interrupted' || answer.text.toLowerCase().startsWith('l')) return actions.leave()
    if (answer.text.toLowerCase().startsWith('c')) await actions.cancel()
    actions.resume()
  }
  const stopListening = io.onInterrupt(() => {
    const now = io.now()
    if (now - lastAt < sameKeyMs) return
    lastAt = now
    if (asking || !isInteractive(io)) actions.leave()
    else void askOnce()
  })
  return {
    end: () => {
      stopListening()
      ended.abort()
    },
  }
}
