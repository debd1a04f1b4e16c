import type { Sources } from '@muster/dialects'

/** The peer is not who it says, or may not come in. `final`: coming again is no use. */
export class Refusal extends Error {
  readonly final: boolean

  constructor(message: string, again: 'never' | 'later' = 'never') {
    super(message)
    this.final = again === 'never'
  }
}

export const unknownAgent = (): Refusal =>
  new Refusal('This server does not know the agent. Delete its data folder and enrol again.')

export const outrun = (): Refusal =>
  new Refusal('The agent has connected a second time while this connection was made.', 'later')

/** Whether a name that comes from an address is looked into at all. */
export function admitFrom(sources: Sources, address: string, name: string): void {
  try {
    sources.admit(address, name)
  } catch (error) {
    throw new Refusal((error as Error).message, 'later')
  }
}
