import type { Process, Timeline } from '../time/timeline.ts'
import { Endpoint } from './endpoint.ts'
import type { Lane, Link } from './link.ts'

export interface Listener {
  readonly process: Process
  readonly accept: (stream: Endpoint) => void
}

interface Wire {
  readonly link: Link
  readonly client: Endpoint
  readonly server: Endpoint
  readonly lanes: readonly Lane[]
}

/** All connections between hosts and the server. */
export class Network {
  readonly #timeline: Timeline
  #wires: Wire[] = []
  /** Undefined: nobody listens, and the kernel refuses. */
  listener: Listener | undefined

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  connect(link: Link, owner: Process, hasPower: () => boolean): Endpoint {
    const timeline = this.#timeline
    const toServer = link.lane('toServer')
    const toHost = link.lane('toHost')
    const client = new Endpoint({ timeline, owner, out: toServer, hasPower })
    const refuse = () =>
      toHost.send(
        () => owner,
        () => client.fail('ECONNREFUSED'),
      )
    const accept = () => {
      const { listener } = this
      if (!listener) return refuse()
      const server = new Endpoint({ timeline, owner: listener.process, out: toHost, hasPower: () => true })
      client.join(server)
      server.join(client)
      this.#wires = this.#wires.filter((wire) => wire.client.owner.alive && !wire.client.destroyed)
      this.#wires.push({ link, client, server, lanes: [toServer, toHost] })
      listener.accept(server)
    }
    toServer.send(() => this.listener?.process ?? timeline.world, accept, refuse)
    return client
  }

  /** Both ends hear of it, and what was under way is lost. */
  cut(link: Link): void {
    for (const wire of this.#take((each) => each.link === link)) {
      for (const lane of wire.lanes) lane.cut()
      for (const end of [wire.client, wire.server]) {
        end.vanish()
        this.#timeline.after(0, end.owner, () => end.fail('ECONNRESET'))
      }
    }
  }

  /** A process was killed: its kernel hangs up. */
  died(process: Process): void {
    for (const end of this.#endsOf(process)) end.hangUp()
  }

  /** A machine has lost its power: its peers hear nothing. */
  darkened(process: Process): void {
    for (const end of this.#endsOf(process)) end.vanish()
  }

  #endsOf(process: Process): readonly Endpoint[] {
    return this.#wires.flatMap(({ client, server }) => [client, server]).filter(({ owner }) => owner === process)
  }

  #take(chosen: (wire: Wire) => boolean): readonly Wire[] {
    const taken = this.#wires.filter(chosen)
    this.#wires = this.#wires.filter((wire) => !chosen(wire))
    return taken
  }
}
