import { type Client, routes } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import { isInstanceId } from '../run/targets.ts'

/** The one host of this id or name. */
export async function findInstance(
  client: Client,
  host: string,
): Promise<{ readonly id: string; readonly name: string }> {
  const body = isInstanceId(host) ? { instances: [host] } : { names: [host] }
  const { instances } = await client.call(routes.previewTargets, { body })
  const [one, ...others] = instances
  if (!one) throw new CliError(`there is no host ${host}. List them with: muster hosts`)
  if (others.length > 0) throw new CliError(`${instances.length} hosts are called ${host}. Give the id of one.`)
  return one
}
