import { Duplex } from 'node:stream'
import type { Process, Timeline } from '../time/timeline.ts'
import type { Lane } from './link.ts'

/** What the kernel of the sender holds before a writer must wait. */
const kernelBytes = 65_536

export interface EndpointParts {
  readonly timeline: Timeline
  readonly owner: Process
  readonly out: Lane
  /** Whether the kernel answers for a process that has died: not without power. */
  readonly hasPower: () => boolean
}

/** One end of a simulated TCP connection. */
export class Endpoint extends Duplex {
  readonly #parts: EndpointParts
  #peer: Endpoint | undefined
  #unsent = 0
  #held: (() => void) | undefined
  #isOver = false

  constructor(parts: EndpointParts) {
    super({ allowHalfOpen: true, autoDestroy: true })
    this.#parts = parts
    this.on('error', () => {})
  }

  get owner(): Process {
    return this.#parts.owner
  }

  join(peer: Endpoint): void {
    this.#peer = peer
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#unsent += chunk.length
    if (this.#unsent <= kernelBytes) done()
    else this.#held = done
    this.#send((peer) => {
      this.#unsent -= chunk.length
      if (this.#held && this.#unsent <= kernelBytes) this.#release(this.#held)
      peer.push(chunk)
    })
  }

  override _final(done: () => void): void {
    this.#send((peer) => peer.push(null))
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.hangUp()
    done(error)
  }

  /** The kernel tells the peer, for a process that has let go or died. */
  hangUp(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#send((peer) => peer.fail('ECONNRESET'))
  }

  /** Without a word to the peer. */
  vanish(): void {
    this.#isOver = true
  }

  fail(code: 'ECONNRESET' | 'ECONNREFUSED'): void {
    this.vanish()
    this.destroy(Object.assign(new Error(code), { code }))
  }

  #release(held: () => void): void {
    this.#held = undefined
    this.#parts.timeline.after(0, this.owner, held)
  }

  #send(arrive: (peer: Endpoint) => void): void {
    const { timeline, out } = this.#parts
    out.send(
      () => this.#peer?.owner ?? timeline.world,
      () => {
        if (this.#peer && !this.#peer.#isOver) arrive(this.#peer)
      },
      () => {
        if (this.#peer) this.#peer.#refuse(this)
      },
    )
  }

  /** Something came for a process that is gone. */
  #refuse(sender: Endpoint): void {
    if (!this.#parts.hasPower()) return
    this.#parts.out.send(
      () => sender.owner,
      () => {
        if (!sender.#isOver) sender.fail('ECONNRESET')
      },
    )
  }
}
