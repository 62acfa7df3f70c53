/** Bytes of one attachment: 16 MiB. */
export const maxAttachmentSize = 16 * 1024 * 1024
/** Bytes of all attachments of a credential together: 64 MiB. */
export const maxCredentialSize = 64 * 1024 * 1024
/** Bytes of one disclosure: with it, the largest attachment still fits into `maxChunksPerField` chunks. */
export const maxDisclosureSize = 128 * 1024
