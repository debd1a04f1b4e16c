/** Does something so many times, ten at a time: the official clients wait ten seconds for an answer. */
export async function repeat(times: number, act: (index: number) => Promise<unknown>): Promise<void> {
  const indexes = Array.from({ length: times }, (_, index) => index).values()
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (const index of indexes) await act(index)
    }),
  )
}
