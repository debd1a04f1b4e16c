import { requireRoot } from '@muster/core'
import type { RotationState } from '../../keys/rotation.ts'
import type { Handler } from '../context.ts'

const what = "the server's keys"

export const rotateKeys: Handler<'rotateKeys'> = async ({ deps, caller, rotation }) => {
  requireRoot(caller, what)
  return view(await rotation.begin(deps.store))
}

export const getRotation: Handler<'getRotation'> = async ({ caller, rotation }) => {
  requireRoot(caller, what)
  return view(rotation.look())
}

const view = ({ key, since, state }: RotationState) => ({ key, since: new Date(since).toISOString(), state })
