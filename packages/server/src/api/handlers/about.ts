import type { Handler } from '../context.ts'

export const getServer: Handler<'getServer'> = async ({ about, caller }) => ({
  version: about.version,
  data: about.data,
  region: about.region,
  serverKey: about.serverKey,
  database: 'sqlite',
  caller: { user: caller.userName, role: caller.role, accessKey: caller.accessKeyId },
})
