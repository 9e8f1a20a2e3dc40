/** The service as strangers meet it: over HTTP and Kafka, on real servers. */
@NullMarked
package io.evenreach.campaign;

import org.jspecify.annotations.NullMarked;
