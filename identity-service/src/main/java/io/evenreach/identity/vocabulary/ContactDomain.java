package io.evenreach.identity.vocabulary;

/** Where a contact happened. */
public enum ContactDomain {
    /** Somebody else's platform. */
    PUBLIC,
    /** The brand's own app, mini program, store or customer system. */
    PRIVATE
}
