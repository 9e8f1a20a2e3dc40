/** The service as a stranger meets it: HTTP, Kafka and real servers. */
@NullMarked
package io.evenreach.identity;

import org.jspecify.annotations.NullMarked;
