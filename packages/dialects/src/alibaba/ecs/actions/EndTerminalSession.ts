import { endTerminal } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { mandatory, RegionId } from '../fields.ts'
import { terminalNamed } from '../terminals.ts'

export const EndTerminalSession = defineAction({
  name: 'EndTerminalSession',
  access: 'write',
  input: { RegionId, SessionId: text(mandatory('SessionId')) },
  errors: [],
  run: async (context, { SessionId }) => {
    const { id } = await terminalNamed(context, SessionId)
    await endTerminal(context.deps, context.caller, id)
    return {}
  },
})
