import type { Handler } from '../context.ts'

export const getServer: Handler<'getServer'> = async ({ about, caller }) => ({
  ...about,
  database: 'sqlite',
  caller: { user: caller.userName, role: caller.role, accessKey: caller.accessKeyId },
})
