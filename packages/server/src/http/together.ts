/**
 * What is given in one turn of the loop is done together, after the turn's last event was served. To send wakes a peer of
 * this machine that waits, for 50 µs of the server's time: this way one for all, not one for each.
 */
export function createTogether(): (send: () => void) => void {
  let waiting: (() => void)[] = []
  const sendAll = () => {
    const ready = waiting
    waiting = []
    for (const send of ready) send()
  }
  return (send) => {
    if (waiting.push(send) === 1) setImmediate(sendAll)
  }
}
