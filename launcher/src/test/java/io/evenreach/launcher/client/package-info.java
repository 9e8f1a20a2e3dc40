/** The client's patience, and its wire behaviour against a server that misbehaves. */
@NullMarked
package io.evenreach.launcher.client;

import org.jspecify.annotations.NullMarked;
