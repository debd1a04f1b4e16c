import { type UserInfo, userInfo } from 'node:os'

/** As whom this process runs. A user of a container is often a number that no name service knows, and goes by it. */
export function ownUser(): UserInfo<string> {
  try {
    return userInfo()
  } catch {
    const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
    return { username: String(uid), uid, gid, homedir: process.env.HOME || '/', shell: null }
  }
}
