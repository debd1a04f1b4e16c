import { ecsActions } from '../catalog/ecs.ts'
import { formPairs, type Head, header, type RawAnswer } from '../raw.ts'

const version = '2014-05-26'
const noBody = new Uint8Array()

/** ACS3 signs by header; the old signature says its version among the parameters. */
export function speaksAlibaba(head: Head, body: Uint8Array | undefined): boolean {
  if (header(head, 'authorization').startsWith('ACS3-') || header(head, 'x-acs-action') !== '') return true
  if (header(head, 'x-tc-action') !== '') return false
  return formPairs(head, body ?? noBody).some(([name, value]) => name === 'SignatureVersion' && value === '1.0')
}

/** Every ECS action that is known answers by name until it is built. */
export function answerAlibaba(head: Head, body: Uint8Array | undefined, requestId: string): RawAnswer {
  const pairs = new Map(formPairs(head, body ?? noBody))
  const action = header(head, 'x-acs-action') || pairs.get('Action') || ''
  const asked = header(head, 'x-acs-version') || pairs.get('Version') || ''
  const answer = (status: number, code: string, message: string): RawAnswer => ({
    status,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify({
      RequestId: requestId.toUpperCase(),
      HostId: header(head, 'host'),
      Code: code,
      Message: message,
      Recommend: '',
    }),
  })
  if (action === '') return answer(400, 'MissingParameter', 'The action is missing: send x-acs-action or Action.')
  if (asked !== version) return answer(400, 'NoSuchVersion', `Only version ${version} of ECS is served.`)
  if (!(ecsActions as readonly string[]).includes(action))
    return answer(404, 'InvalidAction.NotFound', `ECS ${version} has no such action on this server.`)
  return answer(400, 'UnsupportedOperation.ActionNotBuilt', `The action ${action} is not built yet on this server.`)
}
