package io.evenreach.launcher.supervision;

import io.evenreach.launcher.platform.PlatformState.ServiceState;

/** A part of the platform that its supervisor starts, starts again when it ends, and stops. */
interface Component {

    String name();

    ServiceState state();

    /**
     * Returns when the component works for the first time.
     *
     * @throws io.evenreach.launcher.platform.LauncherProblem when it does not come up
     */
    void start() throws InterruptedException;

    /** Returns when the component has ended, cleanly if it lets itself be ended so. */
    void stop();
}
