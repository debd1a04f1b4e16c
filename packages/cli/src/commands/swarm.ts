import { startProgram } from './programs.ts'

export const runSwarm = (argv: readonly string[]): Promise<void> => startProgram('swarm', argv)
