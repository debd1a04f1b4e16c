import { exitCodes, Failure } from '../failure.ts'
import { agentOptions, type OptionTable, text, type Values } from '../options.ts'

const { server, ca, cert, key, code, secret, insecure, help } = agentOptions

export const swarmOptions = {
  server,
  ca,
  cert,
  key,
  code,
  secret,
  'secret-file': agentOptions['secret-file'],
  'server-key': agentOptions['server-key'],
  count: { kind: 'string', value: 'N', help: 'Number of simulated agents (default 10)' },
  delay: { kind: 'string', value: 'MS', help: 'How long each script seems to run (default 0)' },
  'failure-rate': { kind: 'string', value: '0..1', help: 'Share of the scripts that exit with 1 (default 0)' },
  'output-bytes': { kind: 'string', value: 'N', help: 'Bytes that each script writes (default 32)' },
  seed: { kind: 'string', value: 'N', help: 'Which scripts fail follows from it (default 1)' },
  insecure,
  help,
} as const satisfies OptionTable

export interface SwarmNumbers {
  readonly count: number
  readonly delayMs: number
  readonly failureRate: number
  readonly outputBytes: number
  readonly seed: number
}

export function readNumbers(values: Values): SwarmNumbers {
  const read = (name: keyof typeof swarmOptions, fallback: number, most: number) => {
    const given = text(values[name])
    const number = given === undefined ? fallback : Number(given)
    if (!(number >= 0 && number <= most))
      throw new Failure(`--${name} ${given} is not a number from 0 to ${most}.`, exitCodes.usage)
    return number
  }
  return {
    count: Math.floor(read('count', 10, 100_000)),
    delayMs: read('delay', 0, 86_400_000),
    failureRate: read('failure-rate', 0, 1),
    outputBytes: Math.floor(read('output-bytes', 32, 1_000_000_000)),
    seed: Math.floor(read('seed', 1, 2 ** 32 - 1)),
  }
}
