package io.evenreach.identity.vocabulary;

/** How identifiers came to be seen together. */
public enum EvidenceKind {
    LOGIN,
    FORM,
    ORDER,
    SDK,
    PARTNER,
    IMPORT
}
