/** Reading tenures by key. */
@NullMarked
package io.evenreach.identity.resolving.persistence;

import org.jspecify.annotations.NullMarked;
