/** Secrets and their rotation, without a database. */
@NullMarked
package io.evenreach.gateway.clients.domain;

import org.jspecify.annotations.NullMarked;
