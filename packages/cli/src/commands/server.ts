import { startProgram } from './programs.ts'

export const runServer = (argv: readonly string[]): Promise<void> => startProgram('server', argv)
