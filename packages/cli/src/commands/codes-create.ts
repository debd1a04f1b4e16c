import { routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { admits, type CodeOptions, draftOf, withCode } from './code-options.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions, CodeOptions {
  readonly json?: boolean
}

export function addCodesCreate(parent: Command, context: Context): void {
  const command = parent.command('create').description('make a register code; its secret is shown this once')
  withJson(withAccess(withCode(command))).action(async (options: Options) => {
    const { io } = context
    const code = await connect(context, options).client.call(routes.createRegisterCode, { body: draftOf(options) })
    if (options.json) return printJson(io, code)
    printLines(io, [
      `code        ${code.id}`,
      `secret      ${code.secret}`,
      `server key  ${code.serverKey}`,
      '',
      `${admits(options)}. The secret is not shown again.`,
      'For a line to paste on a new host: muster hosts add',
    ])
  })
}
