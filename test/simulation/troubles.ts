import type { Fleet } from './fleet.ts'
import { copyDisk, type Disk } from './hosts/disk.ts'
import type { Machine } from './hosts/machine.ts'
import type { Network } from './network/network.ts'
import type { Trouble } from './plan.ts'
import type { Faults } from './ports/faults.ts'
import type { SimulatedServer } from './server/server.ts'
import type { Timeline } from './time/timeline.ts'

interface Parts {
  readonly timeline: Timeline
  readonly network: Network
  readonly server: SimulatedServer
  readonly fleet: Fleet
  readonly faults: Faults
  readonly add: (name: string, disk: Disk) => void
}

/** Lets troubles of the plan befall the world. */
export const createTroubles =
  (parts: Parts): ((trouble: Trouble) => void) =>
  (trouble) =>
    befall(parts, trouble)

function befall(parts: Parts, trouble: Trouble): void {
  switch (trouble.kind) {
    case 'port':
      parts.faults.arm(trouble.fault)
      return
    case 'kill server':
      parts.server.kill()
      later(parts, trouble.downMs, () => parts.server.start())
      return
    case 'pause server':
      parts.fleet.befall('server', trouble.ms)
      parts.server.pause(trouble.ms)
      return
    default: {
      const machine = parts.fleet.machines[trouble.host]
      if (!machine) return
      parts.fleet.befall(machine.name)
      befallMachine(parts, machine, trouble)
    }
  }
}

const later = ({ timeline }: Parts, ms: number, work: () => void) => timeline.after(ms, timeline.world, work)

function befallMachine(
  parts: Parts,
  machine: Machine,
  trouble: Exclude<Trouble, { kind: 'port' | 'kill server' | 'pause server' }>,
): void {
  const { network, fleet } = parts
  switch (trouble.kind) {
    case 'cut':
      network.cut(machine.link)
      return
    case 'partition':
      machine.link.block(trouble.directions)
      later(parts, trouble.ms, () => machine.link.heal())
      return
    case 'slow link':
      machine.link.slowestMs = trouble.slowestMs
      return
    case 'kill agent':
      machine.killAgent()
      later(parts, trouble.downMs, () => machine.startAgent())
      return
    case 'pause agent':
      machine.pauseAgent(trouble.ms)
      fleet.befall(machine.name, trouble.ms)
      return
    case 'kill executor':
      machine.killExecutor()
      return
    case 'cut power':
      machine.powerOff()
      later(parts, trouble.downMs, () => machine.powerOn())
      return
    case 'clone host':
      clone(parts, machine, trouble.startsInMs)
  }
}

/** The copy comes to life later, when the original may be away, back, or further. */
function clone(parts: Parts, { disk, name }: Machine, startsInMs: number): void {
  if (!disk.identity) return
  const { instance } = disk.identity
  const copy = copyDisk(disk)
  later(parts, startsInMs, () => {
    parts.fleet.doubt(instance)
    parts.add(`${name} copy ${parts.fleet.machines.length}`, copy)
  })
}
