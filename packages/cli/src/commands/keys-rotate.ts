import { type KeyRotation, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
}

const lookMs = 1_000

export function addKeysRotate(parent: Command, context: Context): void {
  const command = parent
    .command('rotate')
    .description('seal all secrets of the server with a new key; access keys stay as they are')
  withJson(withAccess(command)).action((options: Options) => rotate(context, options))
}

/** The server goes on by itself, also after a restart: who leaves here stops nothing. */
async function rotate(context: Context, options: Options): Promise<void> {
  const { io } = context
  const { client } = connect(context, options)
  let rotation: KeyRotation = await client.call(routes.rotateKeys)
  if (!options.json)
    printLines(io, [
      `Key ${rotation.key} seals from now on. What older keys have sealed is sealed anew, which takes a minute or more;`,
      'the server goes on with it if you leave.',
    ])
  while (rotation.state === 'rotating') {
    await io.wait(lookMs)
    rotation = await client.call(routes.getRotation)
  }
  if (options.json) printJson(io, rotation)
  else printLines(io, ['Done: the old key is forgotten. Keep a copy of the new master key with your backups.'])
}
