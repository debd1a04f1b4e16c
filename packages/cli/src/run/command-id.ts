import { type Client, routes } from '@muster/protocol/api'
import { CliError } from '../errors.ts'

/** The id of a stored command that is given by its id or its name. */
export async function commandId(client: Client, idOrName: string): Promise<string> {
  if (/^cmd-[0-9a-z]{8}$/.test(idOrName)) return idOrName
  const { items } = await client.call(routes.listCommands, { query: { name: idOrName, limit: 1000 } })
  const exact = items.filter(({ name }) => name === idOrName)
  const [command] = exact
  if (!command) throw new CliError(`there is no command "${idOrName}". "muster commands" lists them. Nothing ran.`)
  if (exact.length > 1)
    throw new CliError(`${exact.length} commands are called "${idOrName}". Give the id of one: "muster commands".`)
  return command.id
}
