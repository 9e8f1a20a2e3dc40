package io.evenreach.identifiers;

/** How well an identifier tells people apart, strongest first. */
public enum Strength {
    PERSON,
    DEVICE,
    COOKIE
}
