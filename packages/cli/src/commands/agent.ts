import { startProgram } from './programs.ts'

export const runAgent = (argv: readonly string[]): Promise<void> => startProgram('agent', argv)
