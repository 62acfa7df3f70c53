/** The name that `name` was most likely meant to be; undefined where none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((candidate) => ({ candidate, distance: distance(name, candidate) }))
  const nearest = ranked.sort((a, b) => a.distance - b.distance)[0]
  return nearest && nearest.distance <= Math.max(2, nearest.candidate.length / 3) ? nearest.candidate : undefined
}

/** Levenshtein's: insertions, deletions and replacements from one to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
