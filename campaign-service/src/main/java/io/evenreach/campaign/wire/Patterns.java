package io.evenreach.campaign.wire;

/** Regular expressions that texts of several features must match. */
public final class Patterns {

    /** Something that is still there when blanks around it are cut off, those of Unicode included. */
    public static final String VISIBLE = "(?Us).*\\S.*";

    private Patterns() {}
}
