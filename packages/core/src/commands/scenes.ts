/** What a public command is good for. Scenes are as fixed as the library that they sort. */
export interface Scene {
  readonly id: number
  readonly name: string
}

export const scenes = [
  { id: 1, name: 'Diagnosis' },
  { id: 2, name: 'Services' },
  { id: 3, name: 'Clean-up' },
  { id: 4, name: 'Security' },
] as const satisfies readonly Scene[]

/** When the scenes came to be, for dialects that show it. */
export const scenesSince = Date.UTC(2026, 10, 22)
