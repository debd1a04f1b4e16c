import { isFolder, MusterError, sendFile as send } from '@muster/core'
import type { CallContext, Handler } from '../context.ts'
import { resolveSome } from '../targets.ts'
import { readStarted } from './invocations.ts'

const placeOf = ({ caller }: CallContext, sha256: string) => ({ accountId: caller.accountId, sha256 })

export const createUpload: Handler<'createUpload'> = (context, { body }) =>
  context.files.uploads.begin(placeOf(context, body.sha256), body.size, context.deps.clock.now())

export const writeUpload: Handler<'writeUpload'> = (context, { path, body }) => {
  const { id = '' } = path
  if (!/^[0-9a-f]{64}$/.test(id)) throw new MusterError('UploadNotFound', 'An upload is named by its SHA-256.')
  return context.files.uploads.write(placeOf(context, id), body.offset, Buffer.from(body.data, 'base64'))
}

export const sendFile: Handler<'sendFile'> = async (context, { body }) => {
  const { deps, caller, files } = context
  const { name, folder, mode, owner, group, overwrite, sha256, targets, timeout, away, waitSeconds } = body
  if (!isFolder(folder)) throw new MusterError('InvalidRequest', 'The folder must be an absolute path without "..".')
  const upload = await files.uploads.find(placeOf(context, sha256))
  if (!upload) throw new MusterError('UploadNotFound', 'The server does not have the file: upload it first.')
  const instances = await resolveSome(context, targets, 'nothing was sent')
  await files.uploads.use(placeOf(context, sha256), deps.clock.now())
  const existing = overwrite ? ('replace' as const) : ('keep' as const)
  const place = { name, folder, mode, owner, group, existing, encoding: 'plain' as const }
  const { id } = await send(deps, caller, {
    file: { ...place, upload: { sha256, size: upload.size } },
    ...{ content: new Uint8Array(), description: '', timeoutSeconds: timeout, instances, tags: {} },
    away: away === 'wait' ? { waitSeconds } : away,
  })
  return readStarted(context, id)
}
