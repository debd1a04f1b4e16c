/** What went in first goes. */
export function removeOldest(names: Set<string> | Map<string, unknown>): void {
  const { value: oldest } = names.keys().next()
  if (oldest !== undefined) names.delete(oldest)
}
