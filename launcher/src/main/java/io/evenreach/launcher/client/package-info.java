/** How the command line talks to a running platform: credentials, tokens, JSON over HTTP, and patience while a process restarts. */
@NullMarked
package io.evenreach.launcher.client;

import org.jspecify.annotations.NullMarked;
