package io.evenreach.systemtests;

import java.util.Locale;

/** Lines for whoever reads the build: what was measured, which seed was used, what was skipped and why. */
final class Story {

    private Story() {}

    @SuppressWarnings("AnnotateFormatMethod")
    static void tell(String format, Object... values) {
        System.out.println("[system-tests] " + String.format(Locale.ROOT, format, values));
    }
}
