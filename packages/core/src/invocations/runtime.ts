export const containerEngines = ['any', 'docker', 'containerd', 'cri-o'] as const

/** A container of each host; with an id and a name it is the one that has both. */
export interface Container {
  readonly engine: (typeof containerEngines)[number]
  /** Empty: known by its name. */
  readonly id: string
  readonly name: string
}

/** Where and by what a script runs, for those who want another place than the host, or another program than the shell. */
export interface Runtime {
  /** The command line that is given the script's file (`parseLauncher`). */
  readonly launcher?: string
  /** The script runs in it by its shell, and as its user: there is no other directory or user to choose. */
  readonly container?: Container
  /** Name of the stored secret that is the password of the user, on hosts where one needs it. */
  readonly passwordName?: string
  /** Where its caller believes the hosts to be; the server's own where it is not said. */
  readonly region?: string
}
