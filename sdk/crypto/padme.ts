/**
 * PADMÉ: the size to pad `length` bytes to, so that a ciphertext's length says little about its content and grows by at most
 * 12 %. Only log2(log2(length)) + 1 leading bits of the size stay.
 *
 * @see https://www.petsymposium.org/popets/2019/popets-2019-0056.php Algorithm 1
 */
export function padmeSizeOf(length: number): number {
  if (length < 2) return length
  const exponent = Math.floor(Math.log2(length))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const unit = 2 ** Math.max(exponent - kept, 0)
  return Math.ceil(length / unit) * unit
}
