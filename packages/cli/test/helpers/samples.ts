import type { Instance, Invocation, Task, TaskStateName } from '@muster/protocol/api'
import { stateNames } from '../../src/run/states.ts'

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

export const countsOf = (some: Partial<Record<TaskStateName, number>>): Invocation['counts'] =>
  Object.assign(Object.fromEntries(stateNames.map((state) => [state, 0])), some) as Invocation['counts']

export const web = (number: number): string => `web-${String(number).padStart(3, '0')}`

export const task = (number: number, some: Partial<Task> = {}): Task => ({
  id: `invt-${String(number).padStart(8, '0')}`,
  invocation: 'inv-m7q2c0xd',
  instance: `ins-${String(number).padStart(8, '0')}`,
  instanceName: web(number),
  state: 'succeeded',
  cause: '',
  exitCode: 0,
  output: '',
  outputSize: 0,
  dropped: 0,
  startedAt: '2026-11-22T06:00:00.000Z',
  endedAt: '2026-11-22T06:00:00.012Z',
  ...some,
})

export const invocation = (some: Partial<Invocation> = {}): Invocation => ({
  id: 'inv-m7q2c0xd',
  command: 'cmd-00000001',
  name: '',
  script: base64('uptime'),
  state: 'succeeded',
  total: 1,
  counts: countsOf({ succeeded: 1 }),
  user: '',
  timeout: 60,
  createdAt: '2026-11-22T06:00:00.000Z',
  startedAt: '2026-11-22T06:00:00.000Z',
  endedAt: '2026-11-22T06:00:01.000Z',
  ...some,
})

export const instance = (number: number, some: Partial<Instance> = {}): Instance => ({
  id: `ins-${String(number).padStart(8, '0')}`,
  name: web(number),
  hostName: web(number),
  kind: 'cvm',
  platform: 'linux',
  architecture: 'x64',
  localIp: '10.0.0.1',
  agentVersion: '0.1.0',
  agentUser: 'root',
  tags: {},
  online: true,
  lastHeartbeat: '2026-11-22T05:59:00.000Z',
  createdAt: '2026-11-20T06:00:00.000Z',
  ...some,
})

/** The run of the examples: 200 hosts of which three did not succeed. */
export function nginxTasks(): Task[] {
  const version = 'nginx version: nginx/1.24.0\n'
  const odd: Readonly<Record<number, Partial<Task>>> = {
    31: { state: 'failed', exitCode: 127, output: base64('sh: 1: nginx: not found\n') },
    117: {
      state: 'failed',
      exitCode: 1,
      output: base64('nginx: configuration file /etc/nginx/nginx.conf test failed\n'),
    },
    44: { state: 'timedOut', exitCode: null, cause: 'the script ran longer than 30 s', output: base64(version) },
  }
  const fine = base64(`${version}nginx: configuration file /etc/nginx/nginx.conf test is successful\n`)
  return Array.from({ length: 200 }, (_, index) => task(index + 1, { output: fine, ...odd[index + 1] }))
}

export const nginxInvocation = (): Invocation =>
  invocation({
    script: base64('nginx -v; nginx -t'),
    state: 'partlyFailed',
    total: 200,
    timeout: 30,
    counts: countsOf({ succeeded: 197, failed: 2, timedOut: 1 }),
  })
