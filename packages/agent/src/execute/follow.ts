import { type FSWatcher, watch } from 'node:fs'
import type { Clock } from '../clock.ts'

/** A poll is for where the kernel's hints do not come, and for executors that were killed. */
const pollMs = 2_000
/** Most scripts have ended by then, and their executors tell it: a watch of the kernel's would be made for nothing. */
const laterMs = 40
/** A script that prints line by line is looked at this often at most. */
const settleMs = 20

interface Followed {
  readonly changed: () => void
  watcher: FSWatcher | undefined
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

  add(folder: string, changed: () => void, when: 'now' | 'later'): void {
    // One that waited for its executor is added again when it has one.
    this.#followed.get(folder)?.watcher?.close()
    const followed: Followed = { changed, watcher: undefined, hinted: false }
    this.#followed.set(folder, followed)
    this.#poll ??= setInterval(() => this.#pollAll(), pollMs)
    if (when === 'now') followed.watcher = this.#watch(folder)
    else
      this.#clock.after(laterMs, () => {
        if (this.#followed.get(folder) !== followed) return
        followed.watcher = this.#watch(folder)
        changed()
      })
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
    for (const { changed } of [...this.#followed.values()]) changed()
  }
}
