@NullMarked
package io.evenreach.identity.evidence.messaging;

import org.jspecify.annotations.NullMarked;
