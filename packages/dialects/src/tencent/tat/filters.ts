/** Ids by parameter or by filter; a request has at most one of them. */
export const combine = <Id>(
  byParameter: readonly Id[] | undefined,
  byFilter: readonly Id[] | undefined,
): readonly Id[] | undefined => byParameter ?? byFilter
