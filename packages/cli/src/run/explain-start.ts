import { ApiRefusal } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import { mayHaveArrived } from '../explain.ts'

/** Waits for a start: of one that is refused, or of which nobody knows, it says what to do. `nothing`: what was not done. */
export async function explainStart<Answer>(starting: Promise<Answer>, nothing: string): Promise<Answer> {
  try {
    return await starting
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'AgentOffline')
      throw new CliError(
        `${error.message.split('. ')[0]}. ${nothing} Start it, or add --if-away skip or --if-away wait=1h.`,
      )
    if (!mayHaveArrived(error)) throw error
    throw new CliError('the connection broke before the answer: it may or may not run. Look with: muster invocations')
  }
}
