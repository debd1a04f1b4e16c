/** `2019-12-20T09:15:47Z`; empty for what has not come. */
export const time = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
