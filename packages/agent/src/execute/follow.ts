import { type FSWatcher, watch } from 'node:fs'
import type { Clock } from '../clock.ts'

/** A poll is for where the kernel's hints do not come, and for the end of executors of an earlier agent. */
const pollMs = { own: 2_000, inherited: 250 } as const
/** A script that prints line by line is looked at this often at most. */
const settleMs = 20

interface Followed {
  readonly changed: () => void
  readonly watcher: FSWatcher | undefined
  polling: keyof typeof pollMs
  polledAt: number
  hinted: boolean
}

/** Notices that something has changed in the folders of running tasks. */
export class Follower {
  readonly #clock: Clock
  readonly #followed = new Map<string, Followed>()
  #poll: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(folder: string, changed: () => void): void {
    const polledAt = this.#clock.now()
    this.#followed.set(folder, { changed, watcher: this.#watch(folder), polling: 'inherited', polledAt, hinted: false })
    this.#poll ??= setInterval(() => this.#pollAll(), pollMs.inherited)
  }

  setPolling(folder: string, polling: keyof typeof pollMs): void {
    const followed = this.#followed.get(folder)
    if (followed) followed.polling = polling
  }

  remove(folder: string): void {
    this.#followed.get(folder)?.watcher?.close()
    this.#followed.delete(folder)
    if (this.#followed.size > 0) return
    clearInterval(this.#poll)
    this.#poll = undefined
  }

  close(): void {
    for (const folder of [...this.#followed.keys()]) this.remove(folder)
  }

  #watch(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#hint(folder))
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      // The host's limit of watches is reached: the poll does it alone.
      return undefined
    }
  }

  #hint(folder: string): void {
    const followed = this.#followed.get(folder)
    if (!followed || followed.hinted) return
    followed.hinted = true
    this.#clock.after(settleMs, () => {
      followed.hinted = false
      if (this.#followed.get(folder) === followed) followed.changed()
    })
  }

  #pollAll(): void {
    const now = this.#clock.now()
    for (const followed of this.#followed.values()) {
      if (now - followed.polledAt < pollMs[followed.polling]) continue
      followed.polledAt = now
      followed.changed()
    }
  }
}
