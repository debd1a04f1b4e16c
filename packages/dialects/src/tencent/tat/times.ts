/** `2020-11-05T07:49:58+00:00`, as the documented examples write it. */
export const time = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`

export const timeOrNull = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined ? null : time(milliseconds)
