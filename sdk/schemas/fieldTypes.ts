import type { z } from 'zod'
import type { AttachmentField, ClaimField, FieldDefinition, Schema } from './defineSchema.ts'

/** A file as the issuer hands it over, and as a reader gets it. */
export type Attachment = {
  readonly bytes: Uint8Array
  /** As in `Content-Type`, without parameters. */
  readonly mediaType: string
  /** A file name to show; at most 255 bytes. */
  readonly name?: string | undefined
}

type FieldOf<S extends Schema> = S['fields'][number]
type Named<F extends FieldDefinition, N extends string> = Extract<F, { readonly name: N }>
type OptionalOf<F extends FieldDefinition> = Extract<F, { readonly optional: true }>
type ValueOf<F> = F extends ClaimField ? z.infer<F['value']> : never

/** Names of a schema's fields. */
export type FieldNameOf<S extends Schema> = FieldOf<S>['name']
/** Names of the fields that are claims. */
export type ClaimNameOf<S extends Schema> = Extract<FieldOf<S>, ClaimField>['name']
/** Names of the fields that are files. */
export type AttachmentNameOf<S extends Schema> = Extract<FieldOf<S>, AttachmentField>['name']
type OptionalNameOf<S extends Schema> = OptionalOf<FieldOf<S>>['name']

/** What an issuer states: every claim of the schema; optional ones may be left out. */
export type ClaimsOf<S extends Schema> = {
  readonly [N in Exclude<ClaimNameOf<S>, OptionalNameOf<S>>]: ValueOf<Named<FieldOf<S>, N>>
} & {
  readonly [N in Extract<ClaimNameOf<S>, OptionalNameOf<S>>]?: ValueOf<Named<FieldOf<S>, N>> | null | undefined
}

/** The files that an issuer adds. */
export type AttachmentsOf<S extends Schema> = {
  readonly [N in Exclude<AttachmentNameOf<S>, OptionalNameOf<S>>]: Attachment
} & {
  readonly [N in Extract<AttachmentNameOf<S>, OptionalNameOf<S>>]?: Attachment | null | undefined
}

/** Claims among the fields `N` as a reader gets them: `null` where an optional one was left out. */
export type ReadClaimsOf<S extends Schema, N extends FieldNameOf<S> = FieldNameOf<S>> = {
  readonly [K in Extract<N, ClaimNameOf<S>>]: K extends OptionalNameOf<S>
    ? ValueOf<Named<FieldOf<S>, K>> | null
    : ValueOf<Named<FieldOf<S>, K>>
}

/** Files among the fields `N` as a reader gets them. */
export type ReadAttachmentsOf<S extends Schema, N extends FieldNameOf<S> = FieldNameOf<S>> = {
  readonly [K in Extract<N, AttachmentNameOf<S>>]: K extends OptionalNameOf<S> ? Attachment | null : Attachment
}
