/** Proves how a service is found, told and started. */
@NullMarked
package io.evenreach.launcher.services;

import org.jspecify.annotations.NullMarked;
