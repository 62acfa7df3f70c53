/** A `fetch` that flips one bit of every ciphertext chunk on its way from a node, as a dishonest node or host would. */
export const tamperingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (!response.ok || !String(input).includes('/chunks/')) return response
  const bytes = new Uint8Array(await response.arrayBuffer())
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return new Response(bytes, { status: response.status, headers: response.headers })
}
