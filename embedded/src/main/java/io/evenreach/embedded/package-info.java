/** Starts a real PostgreSQL and a real Kafka on this machine, with data that outlives the process. */
@NullMarked
package io.evenreach.embedded;

import org.jspecify.annotations.NullMarked;
