import type { Action } from '../action.ts'
import { ecsActions } from '../catalog/ecs.ts'
import type { Route } from '../vendor.ts'
import { ecsBuilt } from './ecs/actions.ts'
import { AlibabaError } from './errors.ts'

export const ecs = {
  name: 'ecs',
  title: 'Alibaba Cloud ECS Cloud Assistant',
  version: '2014-05-26',
  catalogue: ecsActions as readonly string[],
  built: ecsBuilt,
} as const

const built = new Map<string, Action>(ecs.built.map((action) => [action.name, action]))

export function findRoute(name: string, version: string): Route {
  if (name === '')
    throw new AlibabaError('MissingParameter', 'The action is missing: send the header x-acs-action or Action.')
  if (version !== ecs.version) throw new AlibabaError('NoSuchVersion', `This server has ECS ${ecs.version}.`)
  if (!ecs.catalogue.includes(name))
    throw new AlibabaError('InvalidAction.NotFound', `ECS ${version} has no such action on this server.`)
  return { product: ecs.name, name, action: built.get(name) }
}
