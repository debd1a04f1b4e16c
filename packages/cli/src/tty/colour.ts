export interface Paint {
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly dim: (text: string) => string
}

const wrap = (open: number, close: number) => (text: string) => `\x1b[${open}m${text}\x1b[${close}m`
const plain = (text: string) => text

export const noColour: Paint = { red: plain, green: plain, yellow: plain, dim: plain }
export const colour: Paint = { red: wrap(31, 39), green: wrap(32, 39), yellow: wrap(33, 39), dim: wrap(2, 22) }

/** https://no-color.org: set to anything but the empty text, NO_COLOR wins. */
export const paintFor = (isTTY: boolean, env: Readonly<Record<string, string | undefined>>): Paint =>
  isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? colour : noColour
