import { agentBench } from '../benches/agent.ts'
import { api } from '../benches/api.ts'
import { fanout } from '../benches/fanout.ts'
import { growth } from '../benches/growth.ts'
import { hostsBench } from '../benches/hosts.ts'
import { latency } from '../benches/latency.ts'
import { memory } from '../benches/memory.ts'
import { output } from '../benches/output.ts'
import { soak } from '../benches/soak.ts'
import { storm } from '../benches/storm.ts'
import type { Bench } from './types.ts'

interface Entry {
  readonly bench: Bench
  /** After so long the bench is ended, and what it has not measured is not met. */
  readonly minutes: number
  /** Not run with the others: it would take longer than all of them. */
  readonly apart?: 'only by its name'
}

export const benches: Readonly<Record<string, Entry>> = {
  fanout: { bench: fanout, minutes: 8 },
  latency: { bench: latency, minutes: 5 },
  memory: { bench: memory, minutes: 6 },
  storm: { bench: storm, minutes: 8 },
  growth: { bench: growth, minutes: 10 },
  api: { bench: api, minutes: 5 },
  output: { bench: output, minutes: 5 },
  agent: { bench: agentBench, minutes: 5 },
  // Behind the others: ext4 looks through the removed files of its 200 agents, which took one task from 9.95 to 11 ms.
  hosts: { bench: hostsBench, minutes: 8 },
  soak: { bench: soak, minutes: 16, apart: 'only by its name' },
}
