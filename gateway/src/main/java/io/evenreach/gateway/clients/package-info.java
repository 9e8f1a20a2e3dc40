/** Machines that sign in: their scopes, owners and secrets. Plain rows behind one front door. */
@NullMarked
package io.evenreach.gateway.clients;

import org.jspecify.annotations.NullMarked;
