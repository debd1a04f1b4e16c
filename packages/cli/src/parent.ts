/**
 * The launcher, and `muster up`, hold the other end of this channel: when they are gone, however they went, what they
 * started must not stay behind. The channel alone keeps no program running.
 */
export function endWithParent(): void {
  if (!process.channel) return
  process.channel.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
