/** Nobody on the network reads along between this machine and itself. */
export function isLoopback(server: string): boolean {
  const host = new URL(server).hostname
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}
