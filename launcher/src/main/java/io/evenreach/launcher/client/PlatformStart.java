package io.evenreach.launcher.client;

import java.util.function.Consumer;

/** Makes sure that a platform runs, starting one where none does, and says how to reach it. */
@FunctionalInterface
public interface PlatformStart {

    /**
     * @param says hears one readable line per component that starts
     * @throws PlatformUnavailable when it could not be started
     */
    PlatformAccess running(Consumer<String> says);
}
