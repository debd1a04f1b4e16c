/** A file that an invocation writes on its hosts, in place of a script of its caller's. */
export interface SentFile {
  readonly name: string
  readonly folder: string
  /** In octal digits. */
  readonly mode: string
  /** Of the host; empty: the agent's own. */
  readonly owner: string
  readonly group: string
  /** What becomes of one that is there already. */
  readonly existing: 'keep' | 'replace'
  /** As its sender wrote the content. */
  readonly encoding: 'plain' | 'base64'
  /** Where its content is not the invocation's own: the server has it, and hosts fetch it. */
  readonly upload?: Upload | undefined
}

export interface Upload {
  readonly sha256: string
  readonly size: number
}

/** Why a file was not written: what the script that writes it ends with. */
export const fileExits = {
  notWritten: 101,
  exists: 102,
  damaged: 103,
  nameInvalid: 104,
  folderInvalid: 105,
  notPermitted: 106,
  noSuchOwner: 107,
  gone: 108,
} as const

/** Of the parts of a folder, those that name something. Undefined: it is no absolute path, or leads back up. */
function partsOf(folder: string): readonly string[] | undefined {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.')
  return folder.startsWith('/') && !folder.includes('\0') && !parts.includes('..') ? parts : undefined
}

export const isFolder = (folder: string): boolean => partsOf(folder) !== undefined

export const folderOf = ({ folder }: Pick<SentFile, 'folder'>): string => `/${(partsOf(folder) ?? []).join('/')}`

/** Where it goes, in the one way to write it that policies look at. */
export const pathOf = ({ folder, name }: Pick<SentFile, 'folder' | 'name'>): string =>
  `/${[...(partsOf(folder) ?? []), name].join('/')}`
