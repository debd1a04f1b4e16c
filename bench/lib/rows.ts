import type { Row } from './types.ts'

interface Measured {
  readonly name: string
  readonly metric: string
  readonly unit: string
  readonly ours: number
  readonly reference: number
  readonly referenceName: string
  readonly note?: string
}

const round = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))

function row(measured: Measured, ratio: number, target: string, met: boolean): Row {
  const { ours, reference, note = '', ...rest } = measured
  return {
    ...rest,
    ours: round(ours),
    reference: round(reference),
    ratio: Number(ratio.toPrecision(3)),
    target,
    met,
    skipped: false,
    note,
  }
}

/** Ours may be at most `bar` times the reference. */
export function atMost(measured: Measured, bar: number): Row {
  const ratio = measured.ours / measured.reference
  return row(measured, ratio, `≤ ${bar} ×`, ratio <= bar)
}

/** Ours must be at least `bar` times the reference: rates. */
export function atLeast(measured: Measured, bar: number): Row {
  const ratio = measured.ours / measured.reference
  return row(measured, ratio, `≥ ${bar} ×`, ratio >= bar)
}

/** The peer must take at least `bar` times as long. */
export function faster(measured: Measured, bar: number): Row {
  const ratio = measured.reference / measured.ours
  return row(measured, ratio, `≥ ${bar} × faster`, ratio >= bar)
}

/** A bar that is a plain number. */
export function within(measured: Omit<Measured, 'reference' | 'referenceName'>, limit: number): Row {
  const ratio = limit === 0 ? (measured.ours === 0 ? 0 : Number.POSITIVE_INFINITY) : measured.ours / limit
  const full = { ...measured, reference: limit, referenceName: 'limit' }
  return row(full, ratio, `≤ ${limit} ${measured.unit}`, measured.ours <= limit)
}

/** What could not be measured is not met. */
export function skipped(
  { name, metric, unit, referenceName }: Pick<Row, 'name' | 'metric' | 'unit' | 'referenceName'>,
  target: string,
  why: string,
): Row {
  return {
    name,
    metric,
    unit,
    ours: null,
    reference: null,
    referenceName,
    ratio: null,
    target,
    met: false,
    skipped: true,
    note: why.split('\n')[0] ?? '',
  }
}
