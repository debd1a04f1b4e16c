import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import type { Facts } from '@muster/protocol/agent'
import { ownUser } from './own-user.ts'
import { readTimeZone } from './time-zone.ts'

export const agentVersion = '0.1.0'

/** What the server is told about this host. */
export function readFacts(): Facts {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return {
    hostName: hostname().slice(0, 256),
    platform: 'linux',
    architecture: process.arch,
    localIp: addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1',
    machineId: readMachineId(),
    agentVersion,
    agentUser: ownUser().username,
    timeZone: readTimeZone(),
  }
}

function readMachineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim().slice(0, 128)
  } catch {
    return ''
  }
}
