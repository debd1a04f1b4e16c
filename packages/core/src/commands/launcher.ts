import { MusterError } from '../errors.ts'

/** A command line that runs a script, in words. */
export interface LauncherLine {
  /** The program and its arguments; a NUL stands for the path of the script's file. */
  readonly words: string[]
  /** Of the script's file, with its dot; empty: none. */
  readonly extension: string
}

export const scriptPlace = '\0'

/** Source: ECS, Launcher. */
const placeholder = /\{\{\s*ACS::ScriptFileName\s*(?:\|\s*Ext\(\s*"([^"]*)"\s*\)\s*)?\}\}/y
const extensionForm = /^(\.[A-Za-z0-9_-]{1,16})?$/
/** What a shell would do something with. There is none: whoever writes these means what would not happen. */
const shellOnly = /[|&;<>()$`]/

/**
 * Splits a launcher into words as a shell does: at white space, with both kinds of quotes and backslashes. Nothing is
 * expanded, and no shell ever sees the line. Without a placeholder the script's file is the last word.
 */
export function parseLauncher(line: string): LauncherLine {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  let extension: string | undefined
  for (let at = 0; at < line.length; ) {
    placeholder.lastIndex = at
    const found = placeholder.exec(line)
    if (found) {
      if (extension !== undefined) throw refused('names the script twice')
      extension = extensionOf(found[1] ?? '')
      word = (word ?? '') + scriptPlace
      at += found[0].length
      continue
    }
    const character = line[at] ?? ''
    at += 1
    if (/\p{Cc}/u.test(character) && character !== '\t') throw refused('has a character that cannot be seen')
    if (character === quote) quote = ''
    else if (quote === "'") word += character
    else if (character === '\\') {
      const next = line[at] ?? ''
      // Between double quotes a backslash stands for itself, but before these.
      const keeps = quote === '"' && !/["\\$`]/.test(next)
      word = (word ?? '') + (keeps ? character : '') + next
      at += next.length
    } else if (quote === '' && /["']/.test(character)) {
      quote = character
      word ??= ''
    } else if (quote === '' && /[ \t]/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === '' ? shellOnly.test(character) : /[$`]/.test(character))
      throw refused(
        `has ${character}, which only a shell understands: write it between single quotes, or in the script`,
      )
    else word = (word ?? '') + character
  }
  if (quote !== '') throw refused(`has no closing ${quote}`)
  if (word !== undefined) words.push(word)
  if (words.length === 0) throw refused('has no program')
  return extension === undefined ? { words: [...words, scriptPlace], extension: '' } : { words, extension }
}

function extensionOf(text: string): string {
  if (!extensionForm.test(text))
    throw refused(`asks for the extension ${JSON.stringify(text)}: write one such as ".py"`)
  return text
}

const refused = (why: string) => new MusterError('InvalidRequest', `The launcher ${why}.`)
