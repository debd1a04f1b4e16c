import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Boot, makeBoot, noBoots } from '../harness/boot.ts'
import { type FakeClock, makeClock } from '../harness/clock.ts'
import { type Disk, mountDisk, noDisks } from '../harness/disk.ts'
import { allOnline } from '../harness/fleet.ts'
import { kill, processesWhere } from '../harness/processes.ts'
import {
  type Cleanup,
  makeFolder,
  type RunningAgent,
  type RunningServer,
  startAgent,
  startServer,
} from '../harness/programs.ts'
import { type Road, startRoad } from '../harness/road.ts'
import { callTat } from '../harness/tat.ts'
import { fleetSize } from './plan.ts'

/** A host: its agent, its disk, its clock, and the road to the server. */
export interface Host {
  readonly agent: RunningAgent
  readonly road: Road
  readonly clock: FakeClock
  readonly disk: Disk | undefined
  readonly boot: Boot | undefined
}

export interface World {
  readonly folder: string
  readonly server: RunningServer
  readonly serverDisk: Disk | undefined
  readonly serverClock: FakeClock
  readonly hosts: readonly Host[]
}

/** Room for the record of thousands of rounds; and above what an agent keeps free, for what it has not told yet. */
const megabytes = { server: 64, agent: 64 + 16 }
/** Of the 256 MiB that a server keeps free: this disk is smaller. */
const reserve = ['--disk-reserve', '1']

/** A server and its hosts, on which every kind of fault can be tried that this machine allows. */
export async function openWorld(t: Cleanup): Promise<World> {
  const folder = makeFolder(t)
  const mount = (path: string, size: number) => (noDisks() ? undefined : mountDisk(t, path, size))
  const serverDisk = mount(join(folder, 'data'), megabytes.server)
  const serverClock = makeClock(join(folder, 'server.clock'))
  const started = await startServer(t, folder, reserve, serverClock.surroundings)
  const server = { ...started, now: serverClock.now }
  const code = await callTat(server, 'CreateRegisterCode', { RegisterLimit: fleetSize })
  const secret = { id: String(code.RegisterCodeId), secret: String(code.RegisterCodeValue) }

  const openHost = async (name: string): Promise<Host> => {
    const data = join(folder, name)
    mkdirSync(data, { mode: 0o700 })
    const disk = mount(data, megabytes.agent)
    const clock = makeClock(join(folder, `${name}.clock`))
    const boot = noBoots() ? undefined : makeBoot(join(folder, `${name}.boot`), data)
    const road = await startRoad(t, server.url)
    const surroundings = { ...clock.surroundings, ...boot?.surroundings }
    const agent = await startAgent(t, { ...server, url: road.url }, folder, name, secret, [], surroundings)
    return { agent, road, clock, disk, boot }
  }
  const hosts = await Promise.all(Array.from({ length: fleetSize }, (_, index) => openHost(`host-${index + 1}`)))
  t.after(async () => {
    await Promise.all([server, ...hosts.map(({ agent }) => agent)].map((program) => program.kill()))
    // Executors outlive their agents, and scripts were told to work below this folder.
    for (const pid of processesWhere('cwd', (path) => path.startsWith(`${folder}/`))) kill(pid)
  })
  await allOnline(server, fleetSize)
  return { folder, server, serverDisk, serverClock, hosts }
}
